/** Dialogs of the tree: a folder's name, and where a job is to lie. */
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useId, useState } from 'react';

import { FolderPath, isFolderName } from '@liusu/contract/folder';
import type { Job } from '@liusu/contract/job';

import { ErrorView } from '../../components/error-view.tsx';
import { TextDialog } from '../../components/text-dialog.tsx';
import { useCreateFolder, useMoveFolder, useMoveJob } from './folder-api.ts';
import { joined } from './folder-tree.ts';
import { useText } from './texts.ts';

export interface FolderDialogProps {
  projectId: string;
  onClose: () => void;
  /** Told the path that is now there. */
  onDone: (path: string) => void;
}

export function NewFolderDialog({ projectId, parent, onClose, onDone }: FolderDialogProps & { parent: string }) {
  const t = useText();
  const create = useCreateFolder(projectId);
  const [problem, setProblem] = useState<string>();
  return (
    <TextDialog
      title={t('folder.new')}
      label={parent === '' ? t('folder.name') : t('folder.nameIn', { parent })}
      okText={t('new.create')}
      initial=""
      maxLength={64}
      problem={problem}
      pending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={(name) => {
        if (!FolderPath.safeParse(joined(parent, name)).success || !isFolderName(name)) {
          setProblem(t('folder.nameRule'));
          return;
        }
        create.mutate(joined(parent, name), { onSuccess: ({ path }) => onDone(path) });
      }}
    />
  );
}

/** Another name, or another place: a path may be typed. */
export function RenameFolderDialog({ projectId, path, onClose, onDone }: FolderDialogProps & { path: string }) {
  const t = useText();
  const move = useMoveFolder(projectId);
  const [problem, setProblem] = useState<string>();
  return (
    <TextDialog
      title={t('folder.renameTitle', { name: path.slice(path.lastIndexOf('/') + 1) })}
      label={t('folder.path')}
      hint={t('folder.pathHint')}
      okText={t('folder.rename')}
      initial={path}
      maxLength={200}
      problem={problem}
      pending={move.isPending}
      error={move.error}
      onClose={onClose}
      onSubmit={(to) => {
        if (!FolderPath.safeParse(to).success) {
          setProblem(t('folder.nameRule'));
          return;
        }
        if (to === path) return onClose();
        move.mutate({ from: path, to }, { onSuccess: (folder) => onDone(folder.path) });
      }}
    />
  );
}

/** Folders to choose from; the project itself stands first. */
export function FolderSelect(props: {
  id: string;
  paths: readonly string[];
  value: string;
  onChange: (path: string) => void;
}) {
  const t = useText();
  return (
    <Select
      id={props.id}
      style={{ width: '100%' }}
      showSearch={{ optionFilterProp: 'label' }}
      value={props.value}
      onChange={props.onChange}
      options={['', ...props.paths].map((path) => ({ value: path, label: path === '' ? t('folder.root') : path }))}
    />
  );
}

export function MoveJobDialog(props: { projectId: string; job: Job; paths: readonly string[]; onClose: () => void }) {
  const { job, paths, onClose } = props;
  const t = useText();
  const id = useId();
  const move = useMoveJob(props.projectId);
  const [folder, setFolder] = useState(job.folder);
  return (
    <Modal
      open
      width={440}
      title={t('folder.moveTitle', { name: job.name })}
      okText={t('folder.moveOk')}
      cancelText={t('cancel')}
      confirmLoading={move.isPending}
      okButtonProps={{ disabled: folder === job.folder }}
      onOk={() => move.mutate({ jobId: job.id, folder }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <label className="ls-dialog-label" htmlFor={id}>
        {t('folder.target')}
      </label>
      <FolderSelect id={id} paths={paths} value={folder} onChange={setFolder} />
      {move.error === null ? null : <ErrorView error={move.error} />}
    </Modal>
  );
}
