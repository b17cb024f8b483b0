/** Start: from which state. The safe choice comes first. */
import { useQuery } from '@tanstack/react-query';
import Checkbox from 'antd/es/checkbox';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useState } from 'react';

import type { Job, Savepoint } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { formatBytes, formatInstant } from '../../../lib/format.ts';
import { savepointsQuery, useStartJob } from '../api.ts';
import { useText } from '../texts.ts';

type Origin = 'latest' | 'savepoint' | 'none';

export interface StartDialogProps {
  job: Job;
  onClose: () => void;
  /** The savepoint to begin with. */
  savepointId?: string;
}

export function StartDialog({ job, onClose, savepointId }: StartDialogProps) {
  const t = useText();
  const savepoints = useQuery(savepointsQuery(job.id));
  const [origin, setOrigin] = useState<Origin>(savepointId === undefined ? 'latest' : 'savepoint');
  const [chosen, setChosen] = useState(savepointId);
  const [allow, setAllow] = useState(false);
  const start = useStartJob(onClose);
  const usable = (savepoints.data ?? []).filter((savepoint) => savepoint.usable);

  function label(savepoint: Savepoint): string {
    const kind = t(`savepoints.kind.${savepoint.kind}`);
    const origin_ = t(`savepoints.origin.${savepoint.origin}`);
    return `${kind} · ${origin_} · ${formatInstant(savepoint.createdAt)} · ${formatBytes(savepoint.sizeBytes)}`;
  }

  function submit(): void {
    const restore =
      origin === 'savepoint' && chosen !== undefined
        ? { kind: 'savepoint' as const, savepointId: chosen }
        : { kind: origin === 'none' ? ('none' as const) : ('latest' as const) };
    start.mutate({ projectId: job.projectId, jobId: job.id, body: { restore, allowNonRestored: allow } });
  }

  return (
    <Modal
      open
      width={560}
      title={t('start.title', { name: job.name })}
      okText={t('start.ok')}
      cancelText={t('cancel')}
      confirmLoading={start.isPending}
      okButtonProps={{ disabled: origin === 'savepoint' && chosen === undefined }}
      onOk={submit}
      onCancel={onClose}
    >
      <ChoiceList<Origin>
        label={t('start.from')}
        value={origin}
        onChange={setOrigin}
        choices={[
          { value: 'latest', title: t('start.latest'), text: t('start.latest.text') },
          {
            value: 'savepoint',
            title: t('start.savepoint'),
            disabled: usable.length === 0,
            text: usable.length === 0 ? t('start.savepoint.none') : undefined,
            extra:
              usable.length === 0 ? undefined : (
                <Select
                  style={{ width: '100%' }}
                  aria-label={t('start.savepoint.choose')}
                  placeholder={t('start.savepoint.choose')}
                  value={chosen ?? null}
                  onChange={(value: string | null) => {
                    setChosen(value ?? undefined);
                    setOrigin('savepoint');
                  }}
                  options={usable.map((savepoint) => ({ value: savepoint.id, label: label(savepoint) }))}
                />
              ),
          },
          { value: 'none', title: t('start.none'), text: t('start.none.text'), caution: true },
        ]}
      />
      {origin === 'none' ? null : (
        <Checkbox checked={allow} onChange={(event) => setAllow(event.target.checked)}>
          {t('start.allow')}
          <div className="ls-muted">{t('start.allow.text')}</div>
        </Checkbox>
      )}
      {job.draftChanged ? (
        <p className="ls-dialog-note">{t('start.publish', { version: (job.latestVersion ?? 0) + 1 })}</p>
      ) : null}
    </Modal>
  );
}
