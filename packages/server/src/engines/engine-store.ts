/** The engines of the shared cache: which exist, installing one, and the jars a script's connectors need. */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { type Clock, systemClock } from '../lib/clock.ts';
import { readMachine } from '../lib/machine.ts';
import type { ArtifactSources } from './artifact-source.ts';
import { withCacheLock } from './cache-lock.ts';
import { compileJar } from './compile-jar.ts';
import { artifactNamesOf, type ConnectorName, forUse } from './connector-offer.ts';
import { type DownloadProgress, fetchArtifact, fetchArtifacts } from './download.ts';
import {
  type CompiledArtifact,
  type EngineArtifact,
  type EngineFile,
  getEngineFile,
  isVersionAcceptable,
  readEngineFiles,
  readJavaCompiler,
} from './engine-file.ts';
import { readEngineSettings } from './engine-settings.ts';
import { fetchFirst } from './fetch-first.ts';
import { findJava, type JavaSettings, type RunCommand } from './java.ts';
import { isUnpacked, unpackFlink, unpackInto } from './unpack.ts';

export interface EngineStoreOptions {
  /** Folder with the engine files. */
  enginesDir: string;
  cacheDir: string;
  sources: ArtifactSources;
  /** An existing installation to use instead of fetching the distribution, when its version suits. */
  flinkHome?: string | undefined;
  /** What compiles jars that no repository has. Without it, what needs one cannot be resolved. */
  compiling?: { java: JavaSettings; run: RunCommand } | undefined;
  clock?: Clock;
}

/** An engine ready to run. All paths absolute. */
export interface InstalledEngine {
  id: string;
  flinkVersion: string;
  /** Flink's own jars, of its folder lib. */
  distributionJars: string[];
  /** Class path of JobManager and TaskManagers, in order. */
  clusterJars: string[];
  /** Class path of the SQL gateway, in order. */
  gatewayJars: string[];
  pluginsDir: string;
}

/** A folder of Flink's plug-ins. */
export interface EnginePlugin {
  name: string;
  jars: string[];
}

export interface FetchOptions {
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export class EngineStore {
  readonly #options: EngineStoreOptions;
  readonly #files: EngineFile[];
  readonly #settings = new Map<string, ReadonlySet<string>>();

  constructor(options: EngineStoreOptions) {
    this.#options = options;
    this.#files = readEngineFiles(options.enginesDir);
  }

  /** Every engine, the default first. */
  list(): EngineFile[] {
    return this.#files;
  }

  /** Throws ENGINE_UNKNOWN. */
  get(engineId: string): EngineFile {
    return getEngineFile(this.#files, engineId);
  }

  /** Keys of the settings that the engine reads; empty where they are not recorded. */
  settingsOf(engineId: string): ReadonlySet<string> {
    const known = this.#settings.get(engineId) ?? readEngineSettings(this.#options.enginesDir, engineId);
    this.#settings.set(engineId, known);
    return known;
  }

  /**
   * Makes the engine ready, fetching what the cache lacks; asks no network when it lacks nothing. Throws what fetchArtifact
   * throws, and ENGINE_UNKNOWN.
   */
  async install(engineId: string, options: FetchOptions = {}): Promise<InstalledEngine> {
    const file = this.get(engineId);
    const jars = Object.values(file.artifacts).filter((artifact) => !isFetchedLater(artifact));
    const given = await this.#givenHome(file);
    const [home, paths] = await Promise.all([
      given?.home ?? this.#installDistribution(file, options),
      fetchArtifacts(jars, { ...this.#download(), ...options }, fetchFirst),
    ]);
    const pathsOf = (placement: string) =>
      jars.flatMap((jar, i) => (jar.placement === placement ? (paths[i] ?? []) : []));
    const distributionJars = await jarsOf(join(home, 'lib'));
    const clusterJars = [...distributionJars, ...pathsOf('engine')];
    return {
      id: file.id,
      flinkVersion: given?.version ?? file.flinkVersion,
      distributionJars,
      clusterJars,
      gatewayJars: [...pathsOf('gateway'), ...clusterJars],
      pluginsDir: join(home, 'plugins'),
    };
  }

  /** Throws SQL_CONNECTOR_MISSING or SQL_CONNECTOR_NOT_ON_ENGINE for the first use the engine cannot serve. Asks no network. */
  checkConnectors(engineId: string, uses: readonly ConnectorName[]): void {
    this.#artifactsOf(engineId, uses);
  }

  /**
   * Jars to ship with a job that uses these connectors, formats and catalogs, fetched or compiled when needed. What the engine has on
   * its class path needs none. Throws what checkConnectors throws, what fetchArtifact throws, with the use as parameter `type`, and
   * CONNECTOR_NOT_COMPILED.
   */
  async resolveConnectors(
    engineId: string,
    uses: readonly ConnectorName[],
    options: FetchOptions = {},
  ): Promise<string[]> {
    const jobJars = this.#artifactsOf(engineId, uses).filter(({ artifact }) => artifact.placement === 'job');
    const paths = await Promise.all(
      jobJars.map(async ({ artifact, use }) => {
        try {
          return await fetchFirst(artifact, { ...this.#download(), ...options });
        } catch (error) {
          throw forUse(error, use, artifact);
        }
      }),
    );
    const compiled = await Promise.all(
      this.#compiledOf(engineId, uses).map((one) => this.#compile(engineId, one, options)),
    );
    return [...new Set([...paths, ...compiled])];
  }

  /** The plug-in of a file system, by the scheme of its paths, fetched when needed; none where the engine has no such. Throws what fetchArtifact throws. */
  async fileSystemPlugin(engineId: string, scheme: string, options: FetchOptions = {}): Promise<EnginePlugin[]> {
    const file = this.get(engineId);
    const offer = file.fileSystems[scheme] ?? [];
    const names = Array.isArray(offer) ? offer : [];
    return Promise.all(
      names.map(async (name) => {
        const artifact = file.artifacts[name];
        if (artifact === undefined) throw new Error(`${engineId} has no artifact ${name}`);
        return { name, jars: [await fetchFirst(artifact, { ...this.#download(), ...options })] };
      }),
    );
  }

  /** Jars these uses need on the class path of the cluster itself. */
  clusterJarsFor(engineId: string, uses: readonly ConnectorName[]): EngineArtifact[] {
    return this.#artifactsOf(engineId, uses)
      .map(({ artifact }) => artifact)
      .filter((artifact) => artifact.placement === 'engine');
  }

  /** Without repeats, each with the first use that asks for it. */
  #artifactsOf(engineId: string, uses: readonly ConnectorName[]): { artifact: EngineArtifact; use: ConnectorName }[] {
    const file = this.get(engineId);
    const found = new Map<string, { artifact: EngineArtifact; use: ConnectorName }>();
    for (const use of uses) {
      for (const name of artifactNamesOf(this.#files, file, use)) {
        const artifact = file.artifacts[name];
        if (artifact !== undefined && !found.has(name)) found.set(name, { artifact, use });
      }
    }
    return [...found.values()];
  }

  #compiledOf(engineId: string, uses: readonly ConnectorName[]): (CompiledArtifact & { name: string })[] {
    const file = this.get(engineId);
    const names = new Set(uses.flatMap((use) => artifactNamesOf(this.#files, file, use)));
    return Object.entries(file.compiled ?? {})
      .filter(([name]) => names.has(name))
      .map(([name, artifact]) => ({ name, ...artifact }));
  }

  async #compile(
    engineId: string,
    { name, source, against }: CompiledArtifact & { name: string },
    options: FetchOptions,
  ): Promise<string> {
    const { enginesDir, cacheDir, sources, compiling } = this.#options;
    if (compiling === undefined) throw new Error(`${name} has to be compiled, and nothing was given to do that`);
    const file = this.get(engineId);
    const jars = against.flatMap((one) => file.artifacts[one] ?? []);
    const compiler = readJavaCompiler(enginesDir);
    const given = await this.#givenHome(file);
    const { run } = compiling;
    const clock = this.#clock();
    return compileJar({
      ...{ cacheDir, name, run },
      sourceDir: join(enginesDir, 'java', source),
      madeWith: [given?.version ?? file.flinkVersion, ...[compiler, ...jars].map(({ sha256 }) => sha256)],
      waiting: { clock, signal: options.signal },
      tools: async () => {
        const download = { ...this.#download(), ...options };
        const [java, engine, compilerJar, ...jarPaths] = await Promise.all([
          findJava({
            settings: compiling.java,
            suitable: file.java,
            platform: readMachine().platform,
            ...{ enginesDir, cacheDir, sources, run, clock },
            ...options,
          }),
          this.install(engineId, options),
          fetchArtifact(compiler, download),
          ...jars.map((jar) => fetchFirst(jar, download)),
        ]);
        return { java: java.command, compiler: compilerJar, classPath: [...jarPaths, ...engine.clusterJars] };
      },
    });
  }

  #download() {
    return { cacheDir: this.#options.cacheDir, sources: this.#options.sources, clock: this.#clock() };
  }

  #clock(): Clock {
    return this.#options.clock ?? systemClock;
  }

  async #givenHome(file: EngineFile): Promise<{ home: string; version: string } | undefined> {
    const home = this.#options.flinkHome;
    if (home === undefined || home === '') return undefined;
    const dist = (await jarsOf(join(home, 'lib'))).map(
      (jar) => /^flink-dist-(\d[\w.]*)\.jar$/.exec(basename(jar))?.[1],
    );
    const version = dist.find((found) => found !== undefined);
    return version !== undefined && isVersionAcceptable(file, version) ? { home, version } : undefined;
  }

  async #installDistribution(file: EngineFile, options: FetchOptions): Promise<string> {
    const { cacheDir } = this.#options;
    const name = `${file.id}-${file.flinkVersion}`;
    const home = join(cacheDir, 'engines', name);
    if (await isUnpacked(home)) return home;
    await withCacheLock(
      { cacheDir, name: `engine-${name}` },
      { clock: this.#clock(), signal: options.signal },
      async () => {
        if (await isUnpacked(home)) return;
        const archive = await fetchArtifact(file.distribution, { ...this.#download(), ...options });
        await unpackInto(home, (into) => unpackFlink(archive, into));
        // Everything needed of it is unpacked: a third of a gigabyte less on the disk.
        await rm(archive, { force: true });
      },
    );
    return home;
  }
}

function isFetchedLater({ placement }: EngineArtifact): boolean {
  return placement === 'job' || placement === 'plugin';
}

async function jarsOf(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.jar'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
