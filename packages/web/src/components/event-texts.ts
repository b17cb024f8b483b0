/** Sentences of job events in the language of the moment. */
import type { EventKind } from '@liusu/contract/event-kind';
import { eventText } from '@liusu/contract/event-text';
import type { JobEvent } from '@liusu/contract/job';

import { formatBytes, formatInstant } from '../lib/format.ts';
import { currentLanguage, defineTexts, useLanguage } from '../lib/i18n.ts';

export const { useText: useEventText } = defineTexts('events', { details: '详情' }, { details: 'Details' });

const formats = { bytes: formatBytes, instant: (at: string) => formatInstant(at) };

/** A sentence about an event in the language of the moment. */
export function eventTitle(event: JobEvent): string {
  return eventText(event, currentLanguage(), formats);
}

/** `eventTitle` for components: draws again when the language changes. */
export function useEventTitle(): (event: JobEvent) => string {
  useLanguage();
  return eventTitle;
}

const marked: readonly EventKind[] = ['run.submitted', 'run.rescaled', 'run.tasks-restarted', 'run.checkpoints-stuck'];

/** True for events that belong on the time axis of a chart: restarts, failures, starts. */
export function isChartMark(event: JobEvent): boolean {
  return event.severity !== 'info' || event.to === 'RESTARTING' || marked.includes(event.kind);
}
