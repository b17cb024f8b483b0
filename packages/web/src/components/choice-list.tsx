/** One of a few choices, each with what it means. */
import { useId, type ReactNode } from 'react';

import './dialogs.css';

export interface Choice<V extends string> {
  value: V;
  title: string;
  text?: string | undefined;
  extra?: ReactNode;
  disabled?: boolean;
  /** The choice loses something. */
  caution?: boolean;
}

export interface ChoiceListProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  choices: readonly Choice<V>[];
}

export function ChoiceList<V extends string>({ label, value, onChange, choices }: ChoiceListProps<V>) {
  const name = useId();
  return (
    <fieldset className="ls-choices">
      <legend className="ls-visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <div
          key={choice.value}
          className={[
            'ls-choice',
            choice.value === value ? 'ls-choice-on' : '',
            choice.disabled === true ? 'ls-choice-off' : '',
            choice.caution === true ? 'ls-choice-caution' : '',
          ].join(' ')}
        >
          <label>
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              disabled={choice.disabled}
              onChange={() => onChange(choice.value)}
            />
            <span>
              <b>{choice.title}</b>
              {choice.text === undefined ? null : <span>{choice.text}</span>}
            </span>
          </label>
          {choice.extra === undefined ? null : <div className="ls-choice-extra">{choice.extra}</div>}
        </div>
      ))}
    </fieldset>
  );
}
