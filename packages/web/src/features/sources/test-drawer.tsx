/** Tests a saved data source at once and shows the steps. */
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import { useEffect, useRef } from 'react';

import type { Source } from '@liusu/contract/source';

import { ErrorView } from '../../components/error-view.tsx';
import { useTestSource } from './api.ts';
import { TestView } from './test-view.tsx';
import { useText } from './texts.ts';

export interface TestDrawerProps {
  projectId: string;
  source: Source;
  onClose: () => void;
}

export function TestDrawer({ projectId, source, onClose }: TestDrawerProps) {
  const t = useText();
  const test = useTestSource(projectId);
  const running = useRef<AbortController>(undefined);
  const { mutate } = test;

  function run(): void {
    running.current?.abort();
    running.current = new AbortController();
    mutate({ name: source.name, signal: running.current.signal });
  }

  useEffect(() => {
    const control = new AbortController();
    running.current = control;
    mutate({ name: source.name, signal: control.signal });
    return () => control.abort();
  }, [mutate, source.name]);

  return (
    <Drawer
      open
      size={560}
      title={`${t('test')} · ${source.name}`}
      closable={{ 'aria-label': t('close') }}
      onClose={onClose}
      footer={
        <div className="ls-src-foot">
          <span className="ls-grow" />
          {test.isPending ? (
            <Button onClick={onClose}>{t('test.stop')}</Button>
          ) : (
            <Button onClick={run}>{t('test.again')}</Button>
          )}
        </div>
      }
    >
      <p className="ls-mono ls-src-address">{source.address}</p>
      {test.isError ? (
        <ErrorView error={test.error} onRetry={run} />
      ) : (
        <TestView hasTls={source.connection.tls !== 'off'} test={test.data} />
      )}
    </Drawer>
  );
}
