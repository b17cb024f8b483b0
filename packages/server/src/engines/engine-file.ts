/** The engine files (`engines/*.json`): which Flink versions exist, what each is made of, and which connector needs what. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Pypi = z.strictObject({ pypi: z.string(), sha256: Sha256, sizeBytes: z.int().positive() });
const Maven = z.strictObject({
  /** group:artifact:version, for what is no jar with :extension:classifier */
  maven: z.string().regex(/^[\w.-]+:[\w.-]+:[\w.-]+(:[\w.]+:[\w.-]+)?$/),
  sha256: Sha256,
  sizeBytes: z.int().positive(),
});

/** A file to fetch: where it comes from, how large it is, and its only acceptable checksum. */
export const Artifact = z.union([Maven, Pypi]);
export type Artifact = z.infer<typeof Artifact>;

/**
 * `engine`: on the class path of the gateway and of clusters Liusu manages. `gateway`: on the gateway's alone.
 * `job`: fetched when a script needs it and shipped with that job alone. `plugin`: fetched when it is needed, and loaded by Flink's
 * processes when they start, each in a class loader of its own.
 */
export const Placement = z.enum(['engine', 'gateway', 'job', 'plugin']);
export type Placement = z.infer<typeof Placement>;

/** Why an engine cannot have a connector: a clause for people, in both languages. */
const Unavailable = z.strictObject({ unavailable: z.strictObject({ en: z.string(), zh: z.string() }) });

/**
 * What a connector, format or catalog needs: names in `artifacts` or `compiled`, none when the distribution has it; or why there is none. A key
 * may say a variant of a connector by the scheme of its address, as `jdbc:mysql`; it then goes before the plain one.
 */
const Offer = z.union([z.array(z.string()), Unavailable]);
export type Offer = z.infer<typeof Offer>;
const Offers = z.record(z.string(), Offer);

/** A jar and what may stand in for it. */
const EngineArtifact = Maven.extend({
  placement: Placement,
  /** Tried in this order when it cannot be fetched. */
  alternatives: z.array(Maven).optional(),
  /** Beginnings of file names that, on the class path of a connected cluster, do the same. */
  providedBy: z.array(z.string()).optional(),
});
export type EngineArtifact = z.infer<typeof EngineArtifact>;

/** A jar that no repository has: it is compiled from sources of ours when it is first needed, and shipped with the job. */
const CompiledArtifact = z.strictObject({
  /** Folder below `java/`, beside the engine files. */
  source: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Names in `artifacts` of the jars it is compiled against, beyond Flink's own. */
  against: z.array(z.string()),
});
export type CompiledArtifact = z.infer<typeof CompiledArtifact>;

export const EngineFile = z
  .strictObject({
    id: z.string(),
    flinkVersion: z.string(),
    /** The oldest patch release without known holes: an installation given by the user must not be older. */
    minimumSecureVersion: z.string(),
    default: z.boolean(),
    /** Major versions of Java it runs on, the preferred first. */
    java: z.array(z.int()).min(1),
    /** Apache's own package of the whole distribution. */
    distribution: Pypi,
    artifacts: z.record(z.string(), EngineArtifact),
    compiled: z.record(z.string(), CompiledArtifact).optional(),
    /** By the value of the `connector` option. */
    connectors: Offers,
    formats: Offers,
    /** By the value of a catalog's `type` option. */
    catalogs: Offers,
    /** By the scheme of paths, such as `s3`, beyond Flink's own `file`. */
    fileSystems: Offers,
  })
  .superRefine((file, context) => {
    const { artifacts, compiled = {} } = file;
    for (const [name, { against }] of Object.entries(compiled))
      for (const jar of against)
        if (artifacts[jar] === undefined)
          context.addIssue({ code: 'custom', message: `${name} names the unknown artifact ${jar}` });
    for (const offers of [file.connectors, file.formats, file.catalogs, file.fileSystems])
      for (const [type, offer] of Object.entries(offers))
        for (const name of Array.isArray(offer) ? offer : [])
          if (artifacts[name] === undefined && compiled[name] === undefined)
            context.addIssue({ code: 'custom', message: `${type} names the unknown artifact ${name}` });
  });
export type EngineFile = z.infer<typeof EngineFile>;

const JavaFile = z.strictObject({
  /** Compiles Java on a runtime without a compiler of its own. It is run, never linked. */
  compiler: Maven,
  runtimes: z.array(Pypi.extend({ java: z.int(), platform: z.string(), javaHome: z.string() })),
});
export type JavaRuntime = z.infer<typeof JavaFile>['runtimes'][number];

/** Every engine file of a folder, the default first, then the newest Flink. A broken file is our bug and throws. */
export function readEngineFiles(folder: string): EngineFile[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('flink-') && name.endsWith('.json'))
    .map((name) => EngineFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .sort((a, b) => Number(b.default) - Number(a.default) || compareVersions(b.flinkVersion, a.flinkVersion));
}

export function readJavaRuntimes(folder: string): JavaRuntime[] {
  return readJavaFile(folder).runtimes;
}

function readJavaFile(folder: string) {
  return JavaFile.parse(JSON.parse(readFileSync(join(folder, 'java.json'), 'utf8')));
}

export function readJavaCompiler(folder: string): Artifact {
  return readJavaFile(folder).compiler;
}

/** Throws ENGINE_UNKNOWN. */
export function getEngineFile(files: EngineFile[], engineId: string): EngineFile {
  const file = files.find((candidate) => candidate.id === engineId);
  if (file === undefined)
    throw new LiusuError(
      'ENGINE_UNKNOWN',
      words(
        `没有引擎 ${engineId}；可用的有 ${files.map((f) => f.id).join('、')}`,
        `engine ${engineId} has no file; known: ${files.map((f) => f.id).join(', ')}`,
      ),
      {
        params: { engine: engineId },
      },
    );
  return file;
}

/** Negative, zero or positive as the dotted number `left` is older than, equal to or newer than `right`. */
export function compareVersions(left: string, right: string): number {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(left), numbers(right)];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True when an installation of `version` may stand in for the engine: same minor line, not below the security minimum. */
export function isVersionAcceptable(file: EngineFile, version: string): boolean {
  const line = (text: string) => text.split('.').slice(0, 2).join('.');
  return line(version) === line(file.flinkVersion) && compareVersions(version, file.minimumSecureVersion) >= 0;
}
