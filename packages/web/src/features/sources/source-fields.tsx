/** The fields of a data source, by its kind. */
import Checkbox from 'antd/es/checkbox';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';

import { SourceConnection, SourceName } from '@liusu/contract/source';

import { connectionOf, isListed, isPort, kinds, sendsPasswordInClear, type SourceFormValues } from './source-form.ts';
import { useText } from './texts.ts';

export interface SourceFieldsProps {
  values: SourceFormValues;
  isNew: boolean;
  /** One is kept by the server. */
  hasPassword: boolean;
  onKind: (kind: SourceFormValues['kind']) => void;
}

export function SourceFields({ values, isNew, hasPassword, onKind }: SourceFieldsProps) {
  const t = useText();
  return (
    <>
      <Form.Item name="kind" label={t('form.kind')}>
        <Segmented
          disabled={!isNew}
          options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={(kind) => onKind(kind)}
        />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('form.name')}
        extra={isNew ? t('form.name.extra') : undefined}
        validateTrigger="onBlur"
        rules={[
          { validator: (_, typed: string) => verdict(SourceName.safeParse(typed.trim()).success, t('form.name.rule')) },
        ]}
      >
        <Input disabled={!isNew} autoComplete="off" spellCheck={false} className="ls-mono" placeholder="orders-db" />
      </Form.Item>
      {isListed(values.kind) ? <ServersField values={values} /> : <PlaceFields values={values} />}
      {values.kind === 'kafka' ? <SaslField /> : null}
      {values.kind === 'hive' ? (
        <p className="ls-muted">{t('form.hive.note')}</p>
      ) : (
        <>
          {values.kind === 'kafka' && values.sasl === 'none' ? null : (
            <AccountFields values={values} isNew={isNew} hasPassword={hasPassword} />
          )}
          <TlsFields values={values} hasPassword={hasPassword} />
        </>
      )}
      <Form.Item name="description" label={t('form.description')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </>
  );
}

function verdict(isGood: boolean, words: string): Promise<void> {
  return isGood ? Promise.resolve() : Promise.reject(new Error(words));
}

/** True when the contract finds nothing wrong with the field. */
function isGoodField(values: SourceFormValues, field: string): boolean {
  const result = SourceConnection.safeParse(connectionOf(values));
  return result.success || result.error.issues.every((issue) => issue.path[0] !== field);
}

function PlaceFields({ values }: { values: SourceFormValues }) {
  const t = useText();
  return (
    <>
      <div className="ls-src-pair ls-src-place">
        <Form.Item
          name="host"
          label={t('form.host')}
          validateTrigger="onBlur"
          rules={[
            { validator: (_, host: string) => verdict(isGoodField({ ...values, host }, 'host'), t('form.host.rule')) },
          ]}
        >
          <Input
            className="ls-mono"
            autoComplete="off"
            spellCheck={false}
            placeholder={values.kind === 's3' ? 's3.example.com' : 'db.example.com'}
          />
        </Form.Item>
        <Form.Item
          name="port"
          label={t('form.port')}
          rules={[{ validator: (_, port: number | null) => verdict(isPort(port), t('form.port.rule')) }]}
        >
          <InputNumber className="ls-src-port" controls={false} />
        </Form.Item>
      </div>
      {values.kind === 's3' ? <BucketFields values={values} /> : <DatabaseField values={values} />}
    </>
  );
}

function BucketFields({ values }: { values: SourceFormValues }) {
  const t = useText();
  return (
    <>
      <div className="ls-src-pair">
        <Form.Item
          name="bucket"
          label={t('form.bucket')}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_, bucket: string) =>
                verdict(isGoodField({ ...values, bucket }, 'bucket'), t('form.bucket.rule')),
            },
          ]}
        >
          <Input className="ls-mono" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="region"
          label={t('form.region')}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_, region: string) =>
                verdict(isGoodField({ ...values, region }, 'region'), t('form.region.rule')),
            },
          ]}
        >
          <Input className="ls-mono" autoComplete="off" spellCheck={false} />
        </Form.Item>
      </div>
      <Form.Item name="pathStyle" valuePropName="checked" extra={t('form.pathStyle.extra')}>
        <Checkbox>{t('form.pathStyle')}</Checkbox>
      </Form.Item>
    </>
  );
}

function DatabaseField({ values }: { values: SourceFormValues }) {
  const t = useText();
  const isRedis = values.kind === 'redis';
  return (
    <Form.Item
      name="database"
      label={t(isRedis ? 'form.redisDatabase' : 'form.database')}
      validateTrigger="onBlur"
      rules={[
        {
          validator: (_, database: string) =>
            verdict(isGoodField({ ...values, database }, 'database'), t('form.database.rule')),
        },
      ]}
    >
      <Input className="ls-mono" autoComplete="off" spellCheck={false} />
    </Form.Item>
  );
}

function TlsFields({ values, hasPassword }: Pick<SourceFieldsProps, 'values' | 'hasPassword'>) {
  const t = useText();
  return (
    <>
      <Form.Item name="tls" label={t('form.tls')}>
        <Segmented
          options={(['off', 'trust', 'verify'] as const).map((tls) => ({ value: tls, label: t(`tls.${tls}`) }))}
        />
      </Form.Item>
      {sendsPasswordInClear(values, hasPassword) ? <p className="ls-src-warn">{t('form.tls.clear')}</p> : null}
      {values.tls === 'verify' ? (
        <Form.Item name="caPem" label={t('form.ca')} extra={t('form.ca.extra')}>
          <Input.TextArea className="ls-mono" rows={3} spellCheck={false} placeholder="-----BEGIN CERTIFICATE-----" />
        </Form.Item>
      ) : null}
    </>
  );
}

function ServersField({ values }: { values: SourceFormValues }) {
  const t = useText();
  const isHive = values.kind === 'hive';
  return (
    <Form.Item
      name="servers"
      label={t(isHive ? 'form.metastores' : 'form.servers')}
      validateTrigger="onBlur"
      rules={[
        {
          validator: (_, servers: string) =>
            verdict(
              isGoodField({ ...values, servers }, 'servers'),
              t(isHive ? 'form.metastores.rule' : 'form.servers.rule'),
            ),
        },
      ]}
    >
      <Input
        className="ls-mono"
        autoComplete="off"
        spellCheck={false}
        placeholder={isHive ? 'thrift://metastore.example.com:9083' : 'kafka-1:9092, kafka-2:9092'}
      />
    </Form.Item>
  );
}

function SaslField() {
  const t = useText();
  const mechanisms = ['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
  return (
    <Form.Item name="sasl" label={t('form.sasl')}>
      <Select options={mechanisms.map((one) => ({ value: one, label: one === 'none' ? t('sasl.none') : one }))} />
    </Form.Item>
  );
}

function AccountFields({ values, isNew, hasPassword }: Omit<SourceFieldsProps, 'onKind'>) {
  const t = useText();
  const isBucket = values.kind === 's3';
  const isOptional = isBucket || values.kind === 'redis';
  const userLabel = isBucket ? 'form.accessKey' : isOptional ? 'form.username.optional' : 'form.username';
  return (
    <>
      <div className="ls-src-pair">
        <Form.Item
          name="username"
          label={t(userLabel)}
          rules={isOptional ? [] : [{ required: true, whitespace: true, message: t('form.username.rule') }]}
        >
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t(isBucket ? 'form.secretKey' : 'form.password')}
          extra={isNew || !hasPassword ? t('form.password.extra') : t('form.password.kept')}
        >
          <Input.Password autoComplete="new-password" maxLength={1000} disabled={values.noPassword} />
        </Form.Item>
      </div>
      {hasPassword ? (
        <Form.Item name="noPassword" valuePropName="checked">
          <Checkbox>{t('form.password.clear')}</Checkbox>
        </Form.Item>
      ) : null}
    </>
  );
}
