/** The CREATE TABLE of Flink for a table or topic: choose the connector, read the notes, copy it or begin a job with it. */
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import type { SourceConnector, SourceDdl } from '@liusu/contract/source';
import { sourceDdlNoteText } from '@liusu/contract/source-ddl-note';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { showToast } from '../../lib/toast.ts';
import { type TablePlace, useDdl, useJobFromScript } from './api.ts';
import { SourceFailure } from './source-failure.tsx';
import { useText } from './texts.ts';

export interface DdlDrawerProps {
  projectId: string;
  source: string;
  place: TablePlace;
  title: string;
  onClose: () => void;
}

export function DdlDrawer({ projectId, source, place, title, onClose }: DdlDrawerProps) {
  const t = useText();
  const [connector, setConnector] = useState<SourceConnector>();
  const ddl = useDdl(projectId, source, place, connector);
  const [isNaming, setNaming] = useState(false);
  const statement = ddl.data?.ddl;

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(statement ?? '');
    showToast('ok', t('ddl.copied'));
  }

  return (
    <Drawer
      open
      size={760}
      title={t('ddl.title', { table: title })}
      closable={{ 'aria-label': t('close') }}
      onClose={onClose}
      footer={
        <div className="ls-src-foot">
          <span className="ls-grow" />
          <Button disabled={statement === undefined} onClick={() => void copy()}>
            {t('ddl.copy')}
          </Button>
          <Button type="primary" disabled={statement === undefined || isNaming} onClick={() => setNaming(true)}>
            {t('ddl.newJob')}
          </Button>
        </div>
      }
    >
      {ddl.data === undefined && ddl.error === null ? <p className="ls-muted">{t('ddl.working')}</p> : null}
      {ddl.error === null ? null : (
        <SourceFailure error={ddl.error} onRetry={() => void ddl.refetch()} retrying={ddl.isFetching} />
      )}
      {ddl.data === undefined || statement === undefined ? null : (
        <div className="ls-src-ddl" aria-busy={ddl.isFetching}>
          {isNaming ? (
            <NewJob projectId={projectId} script={statement} proposed={place.table} onCancel={() => setNaming(false)} />
          ) : null}
          <ConnectorChoice ddl={ddl.data} onChoose={setConnector} />
          <Notes notes={ddl.data.notes} />
          <pre tabIndex={0}>{statement}</pre>
        </div>
      )}
    </Drawer>
  );
}

function ConnectorChoice({ ddl, onChoose }: { ddl: SourceDdl; onChoose: (connector: SourceConnector) => void }) {
  const t = useText();
  return (
    <label className="ls-src-connector">
      <span>{t('ddl.connector')}</span>
      <Segmented
        value={ddl.connector}
        options={ddl.connectors.map(({ name, available }) => ({
          value: name,
          label: available ? name : t('ddl.connector.missing', { name }),
        }))}
        onChange={onChoose}
      />
    </label>
  );
}

function Notes({ notes }: Pick<SourceDdl, 'notes'>) {
  const t = useText();
  const language = useLanguage();
  if (notes.length === 0) return null;
  return (
    <section className="ls-src-notes">
      <h2>{t('ddl.notes')}</h2>
      <ul>
        {notes.map((note) => {
          const words = sourceDdlNoteText(note, language);
          return <li key={words}>{words}</li>;
        })}
      </ul>
    </section>
  );
}

interface NewJobProps {
  projectId: string;
  script: string;
  proposed: string;
  onCancel: () => void;
}

function NewJob({ projectId, script, proposed, onCancel }: NewJobProps) {
  const t = useText();
  const navigate = useNavigate();
  const create = useJobFromScript(projectId);
  const [name, setName] = useState(proposed);

  function createNow(): void {
    if (name.trim() === '') return;
    create.mutate(
      { name: name.trim(), script },
      { onSuccess: (job) => void navigate(paths.editorJob(projectId, job.id)) },
    );
  }

  return (
    <Form layout="vertical" className="ls-src-new-job" onFinish={createNow}>
      <Form.Item label={t('ddl.jobName')} htmlFor="source-job-name">
        <div className="ls-src-new-job-line">
          <Input
            id="source-job-name"
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button onClick={onCancel}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={create.isPending} disabled={name.trim() === ''}>
            {t('ddl.create')}
          </Button>
        </div>
      </Form.Item>
      {create.isError ? <ErrorView error={create.error} onRetry={createNow} retrying={create.isPending} /> : null}
    </Form>
  );
}
