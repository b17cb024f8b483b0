/** What an engine offers for a `connector`, `format` or catalog `type`, and why not where it offers nothing. Pure. */
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { nearestNames } from '../sql/nearest.ts';
import type { EngineArtifact, EngineFile, Offer } from './engine-file.ts';

export interface ConnectorName {
  kind: 'connector' | 'format' | 'catalog' | 'function' | 'fileSystem';
  name: string;
  /** Scheme of the outside system's address where the connector has one, such as `mysql`; the bucket of a file system. */
  variant?: string | undefined;
}

/**
 * Names of the artifacts a use needs. Throws SQL_CONNECTOR_NOT_ON_ENGINE, naming the engines that would do, or
 * SQL_CONNECTOR_MISSING with the nearest names.
 */
export function artifactNamesOf(files: readonly EngineFile[], file: EngineFile, use: ConnectorName): readonly string[] {
  // Flink has its functions on its class path; those of uploaded jars are not an engine's.
  if (use.kind === 'function') return [];
  const offer = offerOf(file, use);
  if (Array.isArray(offer)) return offer;
  const shown = shownName(use);
  const others = files.filter((other) => Array.isArray(offerOf(other, use))).map((other) => other.id);
  const params = { kind: use.kind, type: use.name, engine: file.id, engines: others.join(', ') };
  if (offer !== undefined || others.length > 0) {
    const why = offer === undefined ? 'its engine file has none' : offer.unavailable.en;
    const whyZh = offer === undefined ? '引擎文件未提供' : offer.unavailable.zh;
    const instead = others.length === 0 ? '' : `; it runs on ${others.join(', ')}`;
    const insteadZh = others.length === 0 ? '' : `；可用于 ${others.join('、')}`;
    throw new LiusuError(
      'SQL_CONNECTOR_NOT_ON_ENGINE',
      words(
        `${kindWords[use.kind].zh}${shownZh(use)}不能用在 ${file.id} 上：${whyZh}${insteadZh}。`,
        `The ${kindWords[use.kind].en} ${shown} cannot be used on ${file.id}: ${why}${instead}.`,
      ),
      { params: { ...params, reason: why } },
    );
  }
  const known = Object.entries(offersOf(file, use.kind))
    .filter(([name, each]) => Array.isArray(each) && !name.includes(':'))
    .map(([name]) => name);
  const near = nearestNames(use.name, known);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}` : `it has ${known.join(', ')}`;
  const hintZh = near.length > 0 ? `是不是想写 ${near.join(' 或 ')}` : `它有 ${known.join('、')}`;
  const told = words(
    `${file.id} 没有${kindWords[use.kind].zh}${shownZh(use)}；${hintZh}。`,
    `${file.id} knows no ${kindWords[use.kind].en} ${shown}; ${hint}.`,
  );
  throw new LiusuError('SQL_CONNECTOR_MISSING', told, {
    params: { ...params, nearest: near.join(', ') },
  });
}

/**
 * The error of a name that no engine file has, where jars that people uploaded offer it on other engines: it is there, but not here.
 * Other errors are given back as they are.
 */
export function offeredElsewhere(error: unknown, engines: readonly string[], uploaded: UploadedOffers): unknown {
  if (!(error instanceof LiusuError) || error.code !== 'SQL_CONNECTOR_MISSING') return error;
  const { kind, type, engine } = error.details.params ?? {};
  if (kind !== 'connector' && kind !== 'format' && kind !== 'catalog') return error;
  const use = { kind, name: String(type) } as const;
  const others = engines.filter((other) => uploaded.offers(other, use)).join(', ');
  const unfit = uploaded.whyUnfit(String(engine), use);
  if (others === '' && unfit === undefined) return error;
  const { zh, en } = kindWords[kind];
  if (unfit !== undefined) {
    const instead = others === '' ? words('', '') : words(`；可用于 ${others}`, `; it runs on ${others}`);
    return new LiusuError(
      'SQL_CONNECTOR_NOT_ON_ENGINE',
      words(
        `${zh}“${use.name}”不能用在 ${String(engine)} 上：${unfit.zh}${instead.zh}。`,
        `The ${en} "${use.name}" cannot be used on ${String(engine)}: ${unfit.en}${instead.en}.`,
      ),
      { params: { ...error.details.params, engines: others, reason: unfit.en }, cause: error },
    );
  }
  const told = words(
    `${zh}“${String(type)}”上传时选的是 ${others}，不含 ${String(engine)}。`,
    `The ${en} "${String(type)}" was uploaded for ${others}, not for ${String(engine)}.`,
  );
  return new LiusuError('SQL_CONNECTOR_NOT_ON_ENGINE', told, {
    params: { ...error.details.params, engines: others, reason: 'it was uploaded for other engines' },
    cause: error,
  });
}

/** What jars that people uploaded offer. */
export interface UploadedOffers {
  offers(engine: string, use: Pick<ConnectorName, 'kind' | 'name'>): boolean;
  /** Why those that offer a name cannot load on an engine: a clause; undefined when there are none such. */
  whyUnfit(engine: string, use: Pick<ConnectorName, 'kind' | 'name'>): Words | undefined;
}

/** The error of a failed fetch, with what it was wanted for and where from. */
export function forUse(error: unknown, use: ConnectorName, artifact: EngineArtifact): unknown {
  if (!(error instanceof LiusuError)) return error;
  const wanted = [artifact, ...(artifact.alternatives ?? [])].map(({ maven }) => maven).join(' or ');
  const what = `The ${kindWords[use.kind].en} ${use.name} needs ${wanted} from the Maven repository (LIUSU_MAVEN_URL)`;
  const whatZh = `${kindWords[use.kind].zh}${shownZh(use)}需要 Maven 仓库（LIUSU_MAVEN_URL）中的 ${wanted}`;
  const told = words(`${whatZh}：${error.zh ?? error.message}`, `${what}: ${error.message}`);
  return new LiusuError(error.code, told, {
    ...error.details,
    params: { ...error.details.params, kind: use.kind, type: use.name },
    cause: error,
  });
}

const kindWords: Record<ConnectorName['kind'], Words> = {
  connector: words('连接器', 'connector'),
  format: words('格式', 'format'),
  catalog: words('目录类型', 'catalog'),
  function: words('函数', 'function'),
  fileSystem: words('文件系统', 'file system'),
};

function shownZh({ name, variant }: ConnectorName): string {
  return variant === undefined ? `“${name}”` : `“${name}”（${variant}）`;
}

function shownName({ name, variant }: ConnectorName): string {
  return variant === undefined ? `"${name}"` : `"${name}" for ${variant}`;
}

function offersOf(file: EngineFile, kind: ConnectorName['kind']): Readonly<Record<string, Offer>> {
  return {
    connector: file.connectors,
    format: file.formats,
    catalog: file.catalogs,
    function: {},
    fileSystem: file.fileSystems,
  }[kind];
}

function offerOf(file: EngineFile, use: ConnectorName): Offer | undefined {
  const offers = offersOf(file, use.kind);
  const special = use.variant === undefined ? undefined : ownOf(offers, `${use.name}:${use.variant}`);
  return special ?? ownOf(offers, use.name);
}

/** Names come from scripts: `constructor` is none. */
function ownOf(offers: Readonly<Record<string, Offer>>, name: string): Offer | undefined {
  return Object.hasOwn(offers, name) ? offers[name] : undefined;
}
