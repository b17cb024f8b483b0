/** A span of time as a number and a unit; the value is in milliseconds. */
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';
import Space from 'antd/es/space';
import { useState } from 'react';

import { useText } from './texts.ts';

const units = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof units;

/** The largest unit that gives a whole number. */
function unitOf(ms: number): Unit {
  const fitting = (['d', 'h', 'min', 's'] as const).find((unit) => ms !== 0 && ms % units[unit] === 0);
  return fitting ?? (ms === 0 ? 's' : 'ms');
}

export interface DurationInputProps {
  id?: string;
  value?: number;
  onChange?: (ms: number) => void;
}

export function DurationInput({ id, value = 0, onChange }: DurationInputProps) {
  const t = useText();
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  return (
    <Space.Compact block>
      <InputNumber
        {...(id === undefined ? {} : { id })}
        min={0}
        style={{ flex: 1 }}
        value={value / units[unit]}
        onChange={(amount) => onChange?.(Math.round((amount ?? 0) * units[unit]))}
      />
      <Select<Unit>
        aria-label={t(`unit.${unit}`)}
        style={{ width: 84 }}
        value={unit}
        onChange={(next) => {
          onChange?.(Math.round((value / units[unit]) * units[next]));
          setUnit(next);
        }}
        options={(Object.keys(units) as Unit[]).map((each) => ({ value: each, label: t(`unit.${each}`) }))}
      />
    </Space.Compact>
  );
}
