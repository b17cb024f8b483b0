/** Opens Monaco's outline of a script, and sees to it that its rows are drawn. */
import type { editor as MonacoEditor } from 'monaco-editor';

/** Frames in which the list is looked at: its rows come with the answer about the script, at once or some frames later. */
const watchedFrames = 120;

export async function openOutline(editor: MonacoEditor.IStandaloneCodeEditor): Promise<void> {
  editor.focus();
  await editor.getAction('editor.action.quickOutline')?.run();
  let left = watchedFrames;
  const look = (): void => {
    left -= 1;
    if (isBlank(editor.getContainerDomNode())) layOut(editor);
    if (left > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The list has rows and shows none: Monaco went to the row of the cursor before it knew how high the list is. */
function isBlank(container: HTMLElement): boolean {
  const rows = container.querySelector<HTMLElement>('.quick-input-list .monaco-list-rows');
  return rows !== null && rows.offsetHeight > 0 && rows.childElementCount === 0;
}

/** The list is told its height when the editor's changes. */
function layOut(editor: MonacoEditor.IStandaloneCodeEditor): void {
  const { width, height } = editor.getLayoutInfo();
  editor.layout({ width, height: height - 1 });
  editor.layout({ width, height });
}
