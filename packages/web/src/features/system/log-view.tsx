/** Lines of a log in a virtual list: only those in sight are drawn. Stays on the newest line while `follows`. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { cutAtMatches, type LogLine, rowsInSight, widestColumns } from './log-lines.ts';
import './log-view.css';

export interface LogViewProps {
  label: string;
  lines: readonly LogLine[];
  search: string;
  /** Index of the line of the current match; undefined when there is none. */
  current: number | undefined;
  follows: boolean;
  /** The reader scrolled away from the end. */
  onLeaveEnd: () => void;
}

const rowPx = 18;
/** Nearer to the end than this counts as the end: fractions of a pixel are lost in zoomed pages. */
const endSlackPx = 8;

export function LogView({ label, lines, search, current, follows, onLeaveEnd }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const lastTop = useRef(0);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setView((old) => ({ ...old, height: element.clientHeight })));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !follows) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [follows, lines, view.height]);

  useEffect(() => {
    const element = box.current;
    if (element === null || current === undefined) return;
    const top = current * rowPx;
    if (top < element.scrollTop || top + rowPx * 2 > element.scrollTop + element.clientHeight) {
      element.scrollTop = top - element.clientHeight / 2;
    }
  }, [current]);

  function onScroll(): void {
    const element = box.current;
    if (element === null) return;
    const isUp = element.scrollTop < lastTop.current;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - endSlackPx;
    lastTop.current = element.scrollTop;
    setView((old) => ({ ...old, top: element.scrollTop }));
    if (follows && isUp && !isAtEnd) onLeaveEnd();
  }

  const { from, to } = rowsInSight(view.top, view.height, rowPx, lines.length);
  return (
    <div
      ref={box}
      className="ls-sys-log"
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
    >
      <div
        className="ls-sys-log-lines"
        style={{ height: lines.length * rowPx, minWidth: `calc(${widestColumns(lines)}ch + 32px)` }}
      >
        <div style={{ transform: `translateY(${from * rowPx}px)` }}>
          {lines.slice(from, to).map((line, offset) => {
            const index = from + offset;
            return (
              <div
                key={index}
                className={`ls-sys-log-line ls-sys-log-${line.level}${index === current ? ' ls-sys-log-current' : ''}`}
              >
                {search === ''
                  ? line.text
                  : cutAtMatches(line.text, search).map((piece, at) =>
                      piece.isMatch ? <mark key={at}>{piece.text}</mark> : piece.text,
                    )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
