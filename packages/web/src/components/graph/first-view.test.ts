import { expect, test } from 'vitest';

import { firstView } from './first-view.ts';

const row = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ x: 16 + i * 300, y: 16, width: 200, height: 100 }));
const host = { width: 832, height: 232 };

test('a small drawing stands in the middle at its own size', () => {
  expect(firstView(row(2), host, 0.92)).toEqual({ x: 150, y: 50, zoom: 1 });
});

test('one that can be read as a whole is fitted', () => {
  const view = firstView(row(4), host, 0.92);
  expect(view.zoom).toBeCloseTo(800 / 1100);
  expect(view.x + 16 * view.zoom).toBeCloseTo(16);
});

test('a larger one begins at its sources, at a size that can be read', () => {
  const view = firstView(row(6), host, 0.92);
  expect(view.zoom).toBe(0.92);
  expect(view.x + 16 * view.zoom).toBeCloseTo(16);
  expect(view.y + 16 * view.zoom).toBeCloseTo(70);
});

test('of a wide one all rows are seen, if they can be read so', () => {
  const rows = [...row(6), ...row(6).map((box) => ({ ...box, y: 166 }))];
  expect(firstView(rows, host, 0.92).zoom).toBeCloseTo(200 / 250);
  expect(firstView(rows, { ...host, height: 120 }, 0.92).zoom).toBe(0.6);
});

test('without nodes there is nothing to look at', () => {
  expect(firstView([], host, 0.92)).toEqual({ x: 0, y: 0, zoom: 1 });
});
