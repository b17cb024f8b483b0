/** Where artifacts come from. Hosts are settings; the paths below them are part of the engine file. */
import type { Artifact } from './engine-file.ts';

/** Addresses without a trailing slash. A mirror must keep the layout below them. */
export interface ArtifactSources {
  /** Root of a Maven 2 repository. */
  mavenUrl: string;
  /** Host of PyPI's files: `<pypiFilesUrl>/packages/…`. */
  pypiFilesUrl: string;
}

export const defaultSources: ArtifactSources = {
  mavenUrl: 'https://repo.maven.apache.org/maven2',
  pypiFilesUrl: 'https://files.pythonhosted.org',
};

/** File name of an artifact, also its name in the cache and in messages. */
export function artifactFile(artifact: Artifact): string {
  if ('pypi' in artifact) return artifact.pypi.slice(artifact.pypi.lastIndexOf('/') + 1);
  const [, name, version, extension = 'jar', classifier] = artifact.maven.split(':');
  return `${name}-${version}${classifier === undefined ? '' : `-${classifier}`}.${extension}`;
}

export function artifactUrl(artifact: Artifact, sources: ArtifactSources): string {
  if ('pypi' in artifact) return `${withoutSlash(sources.pypiFilesUrl)}/${artifact.pypi}`;
  const [group, name, version] = artifact.maven.split(':');
  return `${withoutSlash(sources.mavenUrl)}/${group?.replaceAll('.', '/')}/${name}/${version}/${artifactFile(artifact)}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
