/** Imports a scenario: how fast its data is replayed, how much of it, and whether it starts at once. */
import Checkbox from 'antd/es/checkbox';
import Form from 'antd/es/form';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useState } from 'react';

import type { Scenario, ScenarioImport } from '@liusu/contract/scenario';

import { ErrorView } from '../../components/error-view.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { useImportScenario } from './api.ts';
import { useText } from './texts.ts';

const speeds = ['60', '20', '5', 'max'] as const;
const dayChoices = [7, 28, 90];

export interface ImportDialogProps {
  projectId: string;
  scenario: Scenario;
  onClose: () => void;
  onImported: () => void;
}

export function ImportDialog({ projectId, scenario, onClose, onImported }: ImportDialogProps) {
  const t = useText();
  const language = useLanguage();
  const run = useImportScenario(projectId, scenario.id);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>('20');
  const [days, setDays] = useState<number>();
  const [start, setStart] = useState(true);

  async function submit(): Promise<void> {
    const body: ScenarioImport = {
      start,
      speed: speed === 'max' ? 'max' : Number(speed),
      ...(days === undefined ? {} : { days }),
    };
    try {
      await run.mutateAsync(body);
    } catch {
      return; // Shown by the dialog from the mutation's state.
    }
    onImported();
  }

  return (
    <Modal
      open
      width={460}
      title={t('import.title', { name: scenario.name[language] })}
      okText={t('import.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <p className="ls-import-text">{t('import.text', { count: scenario.jobs.length })}</p>
      <Form layout="vertical">
        <Form.Item label={t('import.speed')} htmlFor="import-speed">
          <Select
            id="import-speed"
            value={speed}
            onChange={setSpeed}
            options={speeds.map((value) => ({ value, label: t(`import.speed.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('import.days')} htmlFor="import-days">
          <Select
            id="import-days"
            value={days ?? 0}
            onChange={(value) => setDays(value === 0 ? undefined : value)}
            options={[
              { value: 0, label: t('import.days.all') },
              ...dayChoices.map((value) => ({ value, label: t('import.days.count', { count: value }) })),
            ]}
          />
        </Form.Item>
        <Checkbox checked={start} onChange={(event) => setStart(event.target.checked)}>
          {t('import.start')}
        </Checkbox>
      </Form>
      {run.error === null ? null : <ErrorView error={run.error} />}
    </Modal>
  );
}
