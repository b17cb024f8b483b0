/** Numbers, sizes, durations and times as people read them, in Chinese and English. Pure: language and now come in. */
import type { Language } from '@liusu/contract/error-code';

export const none = '–';

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** Grouped digits, exact: 12,345. */
export function formatExact(value: number, language: Language, maximumFractionDigits = 3): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits }).format(value);
}

function scaled(value: number, unit: string, gap: string): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits))}${gap}${unit}`;
}

/** A count in words of the language: 1.23 万, 4.5 亿; 12.3 k, 4.5 M. Below ten thousand (zh) or a thousand (en), as it is. */
export function formatCount(value: number, language: Language): string {
  const magnitude = Math.abs(value);
  if (language === 'zh') {
    if (magnitude >= 99_995_000) return scaled(value / 1e8, '亿', ' ');
    if (magnitude >= 10_000) return scaled(value / 1e4, '万', ' ');
    return formatExact(value, language, magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
  }
  if (magnitude >= 999_950_000) return scaled(value / 1e9, 'B', ' ');
  if (magnitude >= 999_950) return scaled(value / 1e6, 'M', ' ');
  if (magnitude >= 1_000) return scaled(value / 1e3, 'k', ' ');
  return formatExact(value, language, magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
}

/** Records per second: 1.2 万条/s, 12.3 k rec/s. `none` when there is no figure. */
export function formatRate(perS: number | null, language: Language): string {
  if (perS === null) return none;
  const count = formatCount(perS, language);
  if (language === 'en') return `${count} rec/s`;
  return /[万亿]$/.test(count) ? `${count}条/s` : `${count} 条/s`;
}

const sizeUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return none;
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1023.95 && unit < sizeUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${bytes} B` : scaled(value, sizeUnits[unit] ?? '', ' ');
}

/** A share from 0 to 1: 0 %, 42 %, 100 %. */
export function formatShare(share: number | null): string {
  if (share === null) return none;
  const percent = share * 100;
  return `${percent > 0 && percent < 1 ? '< 1' : Math.round(percent)} %`;
}

const durationWords = {
  zh: { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒', ms: ' 毫秒' },
  en: { d: ' d', h: ' h', m: ' min', s: ' s', ms: ' ms' },
} as const;

/** A span of time with its two largest units: 3 分 12 秒, 2 d 4 h, 840 ms. */
export function formatDuration(ms: number, language: Language): string {
  const words = durationWords[language];
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}${words.ms}`;
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))}${words.s}`;
  const seconds = Math.floor(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), words.d],
    [Math.floor((seconds % 86_400) / 3600), words.h],
    [Math.floor((seconds % 3600) / 60), words.m],
    [seconds % 60, words.s],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount], index) => index === 0 || amount > 0)
    .map(([amount, word]) => `${amount}${word}`)
    .join(' ');
}

/** How long ago: 刚刚, 12 秒前, 3 小时前; just now, 12 s ago, 3 h ago. One unit only. */
export function formatAgo(at: number, now: number, language: Language): string {
  const seconds = Math.round((now - at) / 1000);
  if (seconds < -5)
    return language === 'zh' ? `${spanWords(-seconds, language)}后` : `in ${spanWords(-seconds, language)}`;
  if (seconds < 3) return language === 'zh' ? '刚刚' : 'just now';
  return language === 'zh' ? `${spanWords(seconds, language)}前` : `${spanWords(seconds, language)} ago`;
}

function spanWords(seconds: number, language: Language): string {
  const words = { zh: { s: '秒', m: '分钟', h: '小时', d: '天' }, en: { s: 's', m: 'min', h: 'h', d: 'd' } }[language];
  if (seconds < 60) return `${seconds} ${words.s}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} ${words.m}`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} ${words.h}`;
  return `${Math.floor(seconds / 86_400)} ${words.d}`;
}

/** Date and time to the second in the viewer's zone, with the zone: 2026-11-23 16:05:07 UTC+8. */
export function formatInstant(at: number | string, timeZone?: string): string {
  const date = new Date(at);
  const parts = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);
  const zone = new Intl.DateTimeFormat('en-US', {
    timeZoneName: 'shortOffset',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${parts} ${(zone ?? '').replace('GMT', 'UTC')}`;
}

/** Date and time to the minute in the viewer's zone: 2013-01-02 03:04. */
export function formatMinute(at: number | string, timeZone?: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(at));
}

/** Time of day alone, to the second. */
export function formatClock(at: number | string, timeZone?: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(at));
}
