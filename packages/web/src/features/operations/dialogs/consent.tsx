/** An explicit yes to a loss. */
import Checkbox from 'antd/es/checkbox';

export function Consent(props: { text: string; value: boolean; onChange: (accepted: boolean) => void }) {
  return (
    <p className="ls-dialog-note">
      <Checkbox checked={props.value} onChange={(event) => props.onChange(event.target.checked)}>
        {props.text}
      </Checkbox>
    </p>
  );
}
