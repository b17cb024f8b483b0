/** Grey bars where text will be. */
import './skeleton.css';

export function Skeleton({
  rows = 3,
  widths = ['60%', '92%', '78%', '85%', '40%'],
}: {
  rows?: number;
  widths?: readonly string[];
}) {
  return (
    <div className="ls-skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} style={{ width: widths[index % widths.length] }} />
      ))}
    </div>
  );
}
