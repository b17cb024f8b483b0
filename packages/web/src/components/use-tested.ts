/** A test of what is being filled in speaks for exactly what was tested: another value, and it is outdated. */
import { useState } from 'react';

export interface Tested<T> {
  /** What is filled in now is what was tested. */
  isCurrent: boolean;
  /** …and the test went well. */
  isProven: boolean;
  /** To be called when a test of a value begins. */
  begin: (value: T) => void;
  /** No test counts any more. */
  forget: () => void;
}

/** `value`: what is filled in, without what a test does not depend on. `isOk`: how the last test ended. */
export function useTested<T>(value: T, isOk: boolean): Tested<T> {
  const [tested, setTested] = useState<string>();
  const isCurrent = tested !== undefined && tested === JSON.stringify(value);
  return {
    isCurrent,
    isProven: isCurrent && isOk,
    begin: (next) => setTested(JSON.stringify(next)),
    forget: () => setTested(undefined),
  };
}
