/** Takes a Flink job of others over as an external one: into which project, under which name. What runs is not touched. */
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';

import type { Cluster, UnmanagedJob } from '@liusu/contract/cluster';
import { JobName } from '@liusu/contract/job';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { useSession } from '../../lib/api.ts';
import { useProjectId, useProjectName } from '../../lib/project.ts';
import { showToast } from '../../lib/toast.ts';
import { useAdoptJob } from './api.ts';
import { useUnmanagedText } from './unmanaged-texts.ts';

export function AdoptDialog(props: { cluster: Cluster; job: UnmanagedJob; onClose: () => void }) {
  const { cluster, job, onClose } = props;
  const t = useUnmanagedText();
  const navigate = useNavigate();
  const ids = useId();
  const projects = useSession()?.projects ?? [];
  const nameOf = useProjectName();
  const [projectId, setProjectId] = useState(useProjectId());
  const [name, setName] = useState(job.name.trim().slice(0, 100));
  const adopt = useAdoptJob();
  const isNamed = JobName.safeParse(name).success;

  function submit(): void {
    if (!isNamed) return;
    adopt.mutate(
      { clusterId: cluster.id, flinkJobId: job.flinkJobId, body: { projectId, name: name.trim() } },
      {
        onSuccess: (made) => {
          showToast('ok', t('adopt.done'), made.name);
          void navigate(paths.job(made.projectId, made.id));
        },
      },
    );
  }

  return (
    <Modal
      open
      width={520}
      title={t('adopt.title', { name: job.name })}
      okText={t('adopt.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isNamed }}
      confirmLoading={adopt.isPending}
      onOk={submit}
      onCancel={onClose}
    >
      <p>{t('adopt.what')}</p>
      <p className="ls-muted">{t('adopt.later')}</p>
      {projects.length < 2 ? null : (
        <>
          <label className="ls-dialog-label" htmlFor={`${ids}-project`}>
            {t('adopt.project')}
          </label>
          <Select
            id={`${ids}-project`}
            style={{ width: '100%' }}
            value={projectId}
            onChange={setProjectId}
            options={projects.map((project) => ({ value: project.id, label: nameOf(project) }))}
          />
        </>
      )}
      <label className="ls-dialog-label" htmlFor={`${ids}-name`}>
        {t('adopt.name')}
      </label>
      <Input
        id={`${ids}-name`}
        autoFocus
        maxLength={100}
        value={name}
        status={isNamed ? '' : 'error'}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={submit}
      />
      {isNamed ? null : <p className="ls-dialog-problem">{t('adopt.name.required')}</p>}
      {adopt.error === null ? null : <ErrorView error={adopt.error} />}
    </Modal>
  );
}
