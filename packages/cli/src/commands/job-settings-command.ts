/** `liusu job settings` */
import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { changedSettings, type SettingsOptions, settingsRows } from '../job-settings.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { tableLines } from '../table.ts';
import { jobOf, type ProjectOption } from './job-words.ts';

/** Prints the draft's settings, after changing those that are named. Refused when the draft changed since they were read. */
export async function jobSettings(context: CommandContext, nameOrId: string, options: ProjectOption & SettingsOptions) {
  const { client } = connect(context);
  const before = await jobOf(client, nameOrId, options);
  const { project: _, ...changes } = options;
  const isChange = Object.keys(changes).length > 0;
  const body = () => ({ settings: changedSettings(before.settings, changes), draftRevision: before.draftRevision });
  const job = isChange ? await client.call('updateJob', { params: { jobId: before.id }, body: body() }) : before;
  const headings = [text('设置', 'setting'), text('值', 'value')].map((heading) => inWords(context, heading));
  printResult(context, job.settings, () =>
    tableLines(
      headings,
      settingsRows(job.settings).map(([name, value]) => [inWords(context, name), value]),
    ),
  );
  if (!isChange || !job.draftChanged) return;
  const later = job.run !== null && job.run.endedAt === null;
  say(
    context,
    later
      ? text(
          `草稿已修改；正在运行的版本不变，用 liusu job upgrade ${job.name} 生效。`,
          `the draft was changed; what runs is not, until liusu job upgrade ${job.name}`,
        )
      : text('草稿已修改，下次启动时生效。', 'the draft was changed; the next start takes it'),
  );
}
