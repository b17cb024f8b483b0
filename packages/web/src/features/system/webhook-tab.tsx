/** Where alerts go: one address, an optional secret, and a test that tells what came back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { useId, useState } from 'react';

import { WebhookUrl, type Webhook, type WebhookUpdate } from '@liusu/contract/webhook';

import { ErrorView } from '../../components/error-view.tsx';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Ago } from '../../components/values.tsx';
import { api } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { useWebhookText } from './webhook-texts.ts';

const webhookKey = ['webhook'] as const;

export function WebhookTab() {
  const webhook = useQuery({
    queryKey: webhookKey,
    queryFn: ({ signal }) => api.call('getWebhook', { signal }),
    refetchInterval: 10_000,
  });
  if (webhook.data === undefined) {
    if (webhook.error === null) return <Skeleton rows={5} />;
    return <ErrorView error={webhook.error} onRetry={() => void webhook.refetch()} retrying={webhook.isFetching} />;
  }
  // Another address in the database is another form: an edit never starts from what somebody else has changed.
  return <WebhookForm key={webhook.data.url ?? ''} webhook={webhook.data} />;
}

function WebhookForm({ webhook }: { webhook: Webhook }) {
  const t = useWebhookText();
  const client = useQueryClient();
  const urlId = useId();
  const secretId = useId();
  const [url, setUrl] = useState(webhook.url ?? '');
  const [secret, setSecret] = useState('');
  const [dropSecret, setDropSecret] = useState(false);
  const save = useMutation({
    mutationFn: (body: WebhookUpdate) => api.call('putWebhook', { body }),
    onSuccess: (saved) => {
      client.setQueryData(webhookKey, saved);
      setSecret('');
      setDropSecret(false);
      showToast('ok', saved.url === null ? t('off') : t('saved'));
    },
  });
  const test = useMutation({
    mutationFn: () => api.call('testWebhook', { body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: webhookKey }),
  });
  const address = url.trim();
  const isBadUrl = address !== '' && !WebhookUrl.safeParse(address).success;
  const isBadSecret = secret !== '' && secret.length < 8;
  const isChanged = address !== (webhook.url ?? '') || secret !== '' || dropSecret;

  function submit(): void {
    test.reset();
    const change = dropSecret ? { secret: null } : secret === '' ? {} : { secret };
    save.mutate({ url: address === '' ? null : address, ...change });
  }

  return (
    <section className="ls-panel ls-panel-body ls-sys-webhook">
      <h2>{t('title')}</h2>
      <p className="ls-muted">{t('text')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && !isBadUrl && !isBadSecret) submit();
        }}
      >
        <label htmlFor={urlId}>{t('url')}</label>
        <Input
          id={urlId}
          className="ls-mono"
          value={url}
          placeholder="https://"
          status={isBadUrl ? 'error' : ''}
          onChange={(event) => setUrl(event.target.value)}
        />
        <p className={isBadUrl ? 'ls-sys-problem' : 'ls-muted'}>{isBadUrl ? t('url.bad') : t('url.text')}</p>
        <label htmlFor={secretId}>{t('secret')}</label>
        <Input.Password
          id={secretId}
          autoComplete="new-password"
          value={secret}
          disabled={dropSecret}
          placeholder={webhook.hasSecret ? t('secret.kept') : ''}
          status={isBadSecret ? 'error' : ''}
          onChange={(event) => setSecret(event.target.value)}
        />
        <p className={isBadSecret ? 'ls-sys-problem' : 'ls-muted'}>
          {isBadSecret ? t('secret.bad') : t('secret.text')}
        </p>
        {webhook.hasSecret ? (
          <Checkbox checked={dropSecret} onChange={(event) => setDropSecret(event.target.checked)}>
            {t('secret.drop')}
          </Checkbox>
        ) : null}
        <div className="ls-sys-webhook-actions">
          <Button
            type="primary"
            htmlType="submit"
            disabled={!isChanged || isBadUrl || isBadSecret}
            loading={save.isPending}
          >
            {t('save')}
          </Button>
          <Button
            disabled={webhook.url === null || isChanged}
            loading={test.isPending}
            title={isChanged ? t('test.saveFirst') : undefined}
            onClick={() => test.mutate()}
          >
            {t('test')}
          </Button>
        </div>
      </form>
      {save.error === null ? null : <ErrorView error={save.error} />}
      {test.error === null ? null : <ErrorView error={test.error} />}
      {test.data === undefined ? null : (
        <p role="status" className={`ls-phase ls-phase-${test.data.ok ? 'ok' : 'bad'}`}>
          <PhaseDot look={test.data.ok ? 'ok' : 'bad'} />
          <span className="ls-phase-word">
            {t(test.data.ok ? 'test.ok' : 'test.failed', { status: test.data.status ?? '–', ms: test.data.ms })}
          </span>
          {test.data.ok ? null : <span lang="en">{test.data.message}</span>}
        </p>
      )}
      <dl className="ls-sys-webhook-facts">
        <dt>{t('delivered')}</dt>
        <dd>{webhook.lastDeliveredAt === null ? t('never') : <Ago at={webhook.lastDeliveredAt} />}</dd>
        <dt>{t('pending')}</dt>
        <dd>{webhook.pending}</dd>
        {webhook.lastFailure === null ? null : (
          <>
            <dt>{t('failure')}</dt>
            <dd>
              <Ago at={webhook.lastFailure.at} /> · <span lang="en">{webhook.lastFailure.message}</span>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
