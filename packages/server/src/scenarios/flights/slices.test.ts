import { describe, expect, it } from 'vitest';
import { cutSlices, parseFlightLine } from './slices.ts';

const header =
  'year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour';
const uaAt0515 = '2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z';
const uaAt0529 = '2013,1,1,533,529,4,850,830,20,UA,1714,N24211,LGA,IAH,227,1416,5,29,2013-01-01T10:00:00Z';
const aaAt0515 = '2013,1,1,NA,515,NA,NA,819,NA,AA,9,NA,EWR,MIA,NA,1085,5,15,2013-01-01T10:00:00Z';
const lateEvening = '2013,1,1,2300,2300,0,2359,2359,0,B6,22,N7,JFK,BOS,40,187,23,0,2013-01-02T04:00:00Z';
const nextDay = '2013,1,2,600,600,0,700,700,0,B6,23,N7,JFK,BOS,40,187,6,0,2013-01-02T11:00:00Z';

describe('cutSlices', () => {
  it('makes one slice per scheduled hour, ordered by time, carrier and number', () => {
    const slices = cutSlices([header, nextDay, uaAt0529, uaAt0515, aaAt0515, ''].join('\n'));

    expect(slices.map((slice) => [slice.fileName, slice.flightCount])).toEqual([
      ['flights-20130101T10Z.csv', 3],
      ['flights-20130102T11Z.csv', 1],
    ]);
    expect(slices[0]?.content).toBe(`${aaAt0515}\n${uaAt0515}\n${uaAt0529}\n`);
  });

  it('gives the same slices whatever the order of the input', () => {
    const lines = [uaAt0515, uaAt0529, aaAt0515, lateEvening, nextDay];

    expect(cutSlices([header, ...lines.toReversed()].join('\n'))).toEqual(cutSlices([header, ...lines].join('\n')));
  });

  it('counts days by the local calendar, not by UTC', () => {
    const slices = cutSlices([header, uaAt0515, lateEvening, nextDay].join('\n'), 1);

    expect(slices.map((slice) => slice.timeHour)).toEqual(['2013-01-01T10:00:00Z', '2013-01-02T04:00:00Z']);
  });

  it('refuses a line with a missing column', () => {
    expect(() => cutSlices(`${header}\n${uaAt0515.replace('UA,', '')}`)).toThrow('not a line of flights.csv');
  });
});

describe('parseFlightLine', () => {
  it('adds the scheduled minute to the hour', () => {
    expect(parseFlightLine(uaAt0529).scheduledDepartureMs).toBe(Date.parse('2013-01-01T10:29:00Z'));
  });
});
