import { describe, expect, it } from 'vitest';
import { computeReferenceTotals } from './reference-totals.ts';

const flightLines = [
  '2013,1,1,517,515,2,830,819,11,UA,1545,N1,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z',
  '2013,1,1,715,515,120,1000,819,101,UA,1546,N2,EWR,IAH,230,1400,5,15,2013-01-01T10:00:00Z',
  '2013,1,1,NA,529,NA,NA,830,NA,UA,1714,NA,EWR,IAH,NA,1400,5,29,2013-01-01T10:00:00Z',
  '2013,1,1,620,622,-2,NA,830,NA,B6,7,N1,JFK,SJU,NA,1598,6,22,2013-01-01T11:00:00Z',
].join('\n');

describe('computeReferenceTotals', () => {
  it('counts, sums and buckets by hand-checked numbers', () => {
    const totals = computeReferenceTotals({
      flightLines,
      airportsCsv: 'IAH,Houston,29.9,-95.3,97,-6,A,America/Chicago\n',
      planesCsv: 'N1,2004,Fixed,BOEING,737,2,149,,Turbo-fan\n',
      weatherCsv: 'EWR,2013,1,1,5,39,26,59,270,10,,0,1012,10,2013-01-01T10:00:00Z\n',
    });

    expect(totals.carrierHour).toEqual([
      ['B6', '2013-01-01T11:00:00', 1, 1, 0, 0, -2, 0, 1598, 0, 1, 0, 0, 0, 0, 0],
      ['UA', '2013-01-01T10:00:00', 3, 2, 1, 2, 122, 112, 4200, 457, 0, 1, 0, 0, 1, 0],
    ]);
    expect(totals.route).toEqual([
      ['EWR', 'IAH', 3, 2, 1, 2, 122, 112, 4200, 457, 0, 1, 0, 0, 1, 0, 3, 1, 3],
      ['JFK', 'SJU', 1, 1, 0, 0, -2, 0, 1598, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    ]);
    expect(totals.delayMinute).toEqual([
      ['B6', 'JFK', -2, 1],
      ['UA', 'EWR', 2, 1],
      ['UA', 'EWR', 120, 1],
    ]);
  });
});
