/** Numbers with units, for people. */
import type { Language } from '@liusu/contract/error-code';

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 1536 → "1.5 KiB". */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < binaryUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${binaryUnits[unit]}`;
}

/** 850 → "0.9 s"; 192,000 → "3 min 12 s", in Chinese "3 分 12 秒". */
export function durationText(ms: number, language: Language): string {
  const [second, minute] = language === 'zh' ? ['秒', '分'] : ['s', 'min'];
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} ${second}`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} ${minute} ${seconds % 60} ${second}`;
}
