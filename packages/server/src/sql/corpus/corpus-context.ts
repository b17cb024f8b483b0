/** What the tests of the corpus ask. Read the services inside tests only. */
import type { TestFlink } from '../../testing/flink-cluster.ts';
import type { PreviewService } from '../preview.ts';
import type { ValidationService } from '../validate.ts';

export interface CorpusContext {
  engine: string;
  flink: () => TestFlink;
  validation: () => ValidationService;
  previews: () => PreviewService;
}
