/** A new job: a name, and a text to begin with. */
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useEffect, useState } from 'react';

import type { JobDetail } from '@liusu/contract/job';

import { ErrorView } from '../../components/error-view.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { clusterOption, useClusters, useCreateJob } from './api.ts';
import { useFolders } from './folder-api.ts';
import { FolderSelect } from './folder-dialogs.tsx';
import { type TemplateKey, templates } from './templates.ts';
import { useText } from './texts.ts';

export interface NewJobDialogProps {
  isOpen: boolean;
  projectId: string;
  /** A text to begin with instead of a template. */
  script: string | undefined;
  /** The folder it goes to unless another is chosen. */
  folder: string;
  onClose: () => void;
  onCreated: (job: JobDetail) => void;
}

export function NewJobDialog({ isOpen, projectId, script, folder, onClose, onCreated }: NewJobDialogProps) {
  const t = useText();
  const language = useLanguage();
  const create = useCreateJob(projectId);
  const [key, setKey] = useState<TemplateKey>('datagen-print');
  const [name, setName] = useState<string>();
  const [chosenFolder, setFolder] = useState<string>();
  const folders = useFolders(projectId);
  const clusters = useClusters().data?.items ?? [];
  const [clusterId, setCluster] = useState<string>();
  const template = templates.find((each) => each.key === key);
  const proposed = script === undefined ? (template?.name[language] ?? '') : '';
  const shownName = name ?? proposed;
  const { reset } = create;
  useEffect(() => {
    if (!isOpen) return;
    setName(undefined);
    setFolder(undefined);
    setCluster(undefined);
    reset();
  }, [isOpen, reset]);

  async function submit(): Promise<void> {
    if (shownName.trim() === '') return;
    try {
      const text = script ?? template?.script(language) ?? '';
      onCreated(
        await create.mutateAsync({
          name: shownName.trim(),
          script: text,
          folder: chosenFolder ?? folder,
          ...(clusterId === undefined ? {} : { clusterId }),
        }),
      );
    } catch {
      // Shown by the dialog from the mutation's state.
    }
  }

  return (
    <Modal
      open={isOpen}
      title={t('new.title')}
      okText={t('new.create')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: create.isPending, disabled: shownName.trim() === '' }}
      onOk={() => void submit()}
      onCancel={onClose}
      width={560}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={() => void submit()}>
        {script !== undefined ? null : (
          <Form.Item label={t('new.template')}>
            <div className="ls-templates" role="radiogroup" aria-label={t('new.template')}>
              {templates.map((each) => (
                <label key={each.key} className={each.key === key ? 'ls-template ls-template-chosen' : 'ls-template'}>
                  <input
                    type="radio"
                    name="template"
                    className="ls-visually-hidden"
                    checked={each.key === key}
                    onChange={() => setKey(each.key)}
                  />
                  <b>{each.title[language]}</b>
                  <span>{each.text[language]}</span>
                </label>
              ))}
            </div>
          </Form.Item>
        )}
        <Form.Item
          label={t('new.name')}
          htmlFor="new-job-name"
          validateStatus={shownName.trim() === '' && name !== undefined ? 'error' : ''}
          help={shownName.trim() === '' && name !== undefined ? t('new.nameRule') : undefined}
        >
          <Input
            id="new-job-name"
            autoFocus
            maxLength={100}
            value={shownName}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        {folders.data === undefined || folders.data.items.length === 0 ? null : (
          <Form.Item label={t('new.folder')} htmlFor="new-job-folder">
            <FolderSelect
              id="new-job-folder"
              paths={folders.data.items.map(({ path }) => path)}
              value={chosenFolder ?? folder}
              onChange={setFolder}
            />
          </Form.Item>
        )}
        {clusters.length < 2 ? null : (
          <Form.Item label={t('new.cluster')} htmlFor="new-job-cluster">
            <Select
              id="new-job-cluster"
              value={clusterId ?? clusters[0]?.id}
              onChange={setCluster}
              options={clusters.map(clusterOption)}
            />
          </Form.Item>
        )}
        {create.error === null ? null : <ErrorView error={create.error} />}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
