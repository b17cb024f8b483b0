/** The mark: three currents, one going on to a source point (溯: following the stream up). Draws with the text colour. */
export function LogoMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round" strokeWidth="2.7">
        <path d="M4 10.5c4-4.2 8-4.2 12 0s8 4.2 12 0" stroke="currentColor" />
        <path d="M4 17c4-4.2 8-4.2 12 0s8 4.2 12 0" stroke="currentColor" opacity="0.68" />
        <path d="M4 23.5c4-4.2 8-4.2 12 0" stroke="currentColor" opacity="0.42" />
      </g>
      <circle cx="25.5" cy="25" r="2" fill="var(--ls-mark-point, #e6a94e)" />
    </svg>
  );
}

export function Wordmark({ size = 24 }: { size?: number }) {
  return (
    <span className="ls-wordmark">
      <LogoMark size={size} />
      <span className="ls-wordmark-text">
        Liusu <b>流溯</b>
      </span>
    </span>
  );
}
