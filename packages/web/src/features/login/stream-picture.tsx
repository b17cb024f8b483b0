/** Currents running to a source: the mark, drawn large. Decoration; still when motion is unwanted. */
const lines = 17;
const width = 900;
const height = 900;

/** One current: waves that draw together towards the upper right, the source. */
function current(index: number): string {
  const share = index / (lines - 1);
  const startY = 330 + share * 560;
  const endY = 150 + share * 46;
  const swell = 64 - share * 22;
  const points: string[] = [`M-40 ${startY}`];
  const steps = 4;
  for (let step = 0; step < steps; step += 1) {
    const from = step / steps;
    const to = (step + 1) / steps;
    const y = (at: number): number => startY + (endY - startY) * at * at * (3 - 2 * at);
    const lift = swell * (1 - to) * (step % 2 === 0 ? -1 : 1);
    const x0 = -40 + from * (width - 60);
    const x1 = -40 + to * (width - 60);
    const third = (x1 - x0) / 2.6;
    points.push(`C${x0 + third} ${y(from) + lift} ${x1 - third} ${y(to) + lift} ${x1} ${y(to)}`);
  }
  return points.join(' ');
}

export function StreamPicture() {
  return (
    <svg
      className="ls-login-picture"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <g fill="none" strokeLinecap="round">
        {Array.from({ length: lines }, (_, index) => (
          <path
            key={index}
            d={current(index)}
            stroke="#7fd0e2"
            strokeWidth={index % 4 === 0 ? 1.7 : 1}
            opacity={0.1 + 0.3 * (1 - index / lines)}
          />
        ))}
        {[2, 6, 11].map((index, order) => (
          <path
            key={index}
            className="ls-login-drop"
            d={current(index)}
            stroke="#d9f4fa"
            strokeWidth="2.2"
            style={{ animationDelay: `${order * -2.7}s` }}
          />
        ))}
      </g>
      <circle cx="820" cy="172" r="5" fill="#e6a94e" />
      <circle cx="820" cy="172" r="15" fill="none" stroke="#e6a94e" opacity="0.35" />
    </svg>
  );
}
