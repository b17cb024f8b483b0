/** The shape of an edit that is tried on real Flink, and the rows it is tried with. */
import type { JobSettings } from '@liusu/contract/job';
import type { OperatorVerdict, UpgradeOutcome, UpgradeReason } from '@liusu/contract/upgrade';

export interface Pair {
  name: string;
  before: string;
  after: string;
  settingsAfter?: Partial<JobSettings>;
  outcome: UpgradeOutcome;
  /** Operators that do not go on, in any order; all others do. */
  changes?: readonly [state: OperatorVerdict['state'], kind: string, code: UpgradeReason][];
  /** Rows of each sink before the edit and at the end, columns joined by commas. A minus: taken back, never written there. */
  first: Readonly<Record<string, readonly string[]>>;
  last: Readonly<Record<string, readonly string[]>>;
  /** The same SQL submitted as it is does not restore. */
  plainIsRefused?: true;
  /** Run each time, not only in the long form. */
  isShort?: true;
}

/** Rows of the input files, by table: those there from the start and those that come after the edit. */
export const inputs: Readonly<Record<string, { first: string[]; last: string[] }>> = {
  events: { first: ['1,10,1,a', '1,20,2,b', '2,30,3,a'], last: ['1,40,4,c', '2,5,5,a', '3,7,6,b'] },
  names: { first: ['1,x', '2,y'], last: ['3,z', '1,q', '5,f'] },
  more: { first: ['1,100', '4,4'], last: [] },
  elsewhere: { first: ['1,100,1,z'], last: [] },
  timed: {
    first: ['1,10,2024-01-01 00:00:01', '1,20,2024-01-01 00:00:12', '2,30,2024-01-01 00:00:13'],
    last: [
      '1,40,2024-01-01 00:00:14',
      '2,50,2024-01-01 00:00:15',
      '1,60,2024-01-01 00:00:16',
      '9,99,2024-01-01 00:00:35',
    ],
  },
};
