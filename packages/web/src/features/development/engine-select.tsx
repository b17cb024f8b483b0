/** Which Flink a script is written for: that of its cluster, or another one to check it by before it moves there. */
import Select from 'antd/es/select';

import { recordedEngines } from '../../components/sql-editor/knowledge-loader.ts';
import { useClusters } from './api.ts';
import { useText } from './texts.ts';

export interface EngineSelectProps {
  clusterId: string | undefined;
  /** Undefined: that of the cluster. */
  chosen: string | undefined;
  onChoose: (engine: string | undefined) => void;
}

export function EngineSelect({ clusterId, chosen, onChoose }: EngineSelectProps) {
  const t = useText();
  const clusters = useClusters().data?.items;
  const own = (clusters?.find(({ id }) => id === clusterId) ?? clusters?.[0])?.engine;
  if (own === undefined) return null;
  const others = recordedEngines.filter((engine) => engine !== own);
  return (
    <Select<string>
      size="small"
      variant="borderless"
      popupMatchSelectWidth={false}
      aria-label={t('engine')}
      title={t('engine.hint')}
      value={chosen ?? own}
      onChange={(engine) => onChoose(engine === own ? undefined : engine)}
      options={[
        { value: own, label: t('engine.own', { engine: own }) },
        ...others.map((engine) => ({ value: engine, label: engine })),
      ]}
    />
  );
}
