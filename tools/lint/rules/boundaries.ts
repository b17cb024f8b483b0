/** Who may import what. The table stands in ARCHITECTURE.md; this is the table as law. */
import { type Finding, importsOf, isTest, resolveImport, type Rule, type SourceFile } from '../source-file.ts';

interface Boundary {
  /** Files the boundary is about. */
  of: RegExp;
  /** Among them, those it does not bind. */
  except?: RegExp;
  /** Imports that are refused, as paths from the root or package names; tested with the importing file at hand. */
  refuses: (target: string, file: SourceFile) => boolean;
  message: string;
}

const server = 'packages/server/src/';
const web = 'packages/web/src/';

/** The folder of a path below `root`, such as the feature a file belongs to. */
function folderBelow(root: string, path: string): string | undefined {
  if (!path.startsWith(root)) return undefined;
  const rest = path.slice(root.length).split('/');
  return rest.length > 1 ? rest[0] : undefined;
}

const boundaries: Boundary[] = [
  {
    of: /^packages\/contract\/src\//,
    refuses: (target) => target !== 'zod' && !target.startsWith('packages/contract/src/'),
    message: 'the contract depends on zod only',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(main|app)\.ts$/,
    refuses: (target) => target === `${server}app.ts`,
    message: 'nobody but main.ts imports app.ts',
  },
  {
    of: /^packages\/server\/src\/lib\//,
    refuses: (target) => target.startsWith(server) && !target.startsWith(`${server}lib/`),
    message: 'lib stands below everything: it imports no feature',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(db\/|.*-repository\.ts$)/,
    refuses: (target) => target === 'kysely' || target.startsWith('kysely/'),
    message: 'only repositories and db/ touch Kysely',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(drivers\/local|components)\//,
    refuses: (target) => target === 'node:child_process' || target === 'child_process',
    message: 'only drivers/local and the component runner start processes',
  },
  {
    of: /^packages\/cli\/src\//,
    except: /^packages\/cli\/src\/run-process\.ts$/,
    refuses: (target) => target === 'node:child_process' || target === 'child_process',
    message: 'the command line starts processes in run-process.ts only',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(drivers\/|app\.ts$|main\.ts$)/,
    refuses: (target) => /^packages\/server\/src\/drivers\/[^/]+\//.test(target),
    message: 'features know the driver contract, not a driver',
  },
  {
    of: /^packages\/server\/src\/drivers\/[^/]+\//,
    refuses: (target, file) => {
      const own = folderBelow(`${server}drivers/`, file.path);
      const other = folderBelow(`${server}drivers/`, target);
      return other !== undefined && other !== own;
    },
    message: 'a driver does not import another driver',
  },
  {
    of: /^packages\/server\/src\/(db|drivers)\//,
    refuses: (target) => target.startsWith(`${server}http/`),
    message: 'db and drivers do not know HTTP',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(flink|engines|sources)\//,
    refuses: (target) => target === 'undici',
    message: 'only flink/, sources/ and downloads in engines/ speak HTTP to others',
  },
  {
    of: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/sources\//,
    refuses: (target) => /^(mysql2|aws4fetch|@platformatic\/kafka|@redis\/client)(\/|$)/.test(target),
    message: 'only sources/ speaks to outside systems, by clients that are loaded when needed',
  },
  {
    of: /(^|\/)decide(-[a-z]+)?\.ts$/,
    refuses: (target) =>
      !target.startsWith('@liusu/contract/') &&
      !/(^|\/)(step|picture|backoff|decide|decide-[a-z]+|lifecycle)\.ts$/.test(target),
    message: 'decide.ts is pure: it imports the contract and its own vocabulary only',
  },
  {
    of: /^packages\/web\/src\/features\//,
    refuses: (target, file) => {
      const other = folderBelow(`${web}features/`, target);
      return other !== undefined && other !== folderBelow(`${web}features/`, file.path);
    },
    message: 'features of the console do not import each other',
  },
  {
    of: /^packages\/web\/src\/(components|lib)\//,
    refuses: (target) => target.startsWith(`${web}features/`) || target.startsWith(`${web}app/`),
    message: 'components and lib stand below features and app',
  },
  {
    of: /^packages\/web\/src\/lib\//,
    refuses: (target) => target.startsWith(`${web}components/`),
    message: 'lib stands below components',
  },
  {
    of: /^packages\/web\/src\//,
    refuses: (target) => target.startsWith('@liusu/server') || target.startsWith('node:'),
    message: 'the console knows the contract, not the server',
  },
  {
    of: /^packages\/server\/src\//,
    refuses: (target) => target.startsWith('@liusu/web') || target.startsWith('@liusu/cli'),
    message: 'the server does not import the console or the command line',
  },
];

/** Tests may look behind every boundary. */
export const boundaryRule: Rule = (file): Finding[] => {
  if (isTest(file.path)) return [];
  const bound = boundaries.filter(
    (boundary) => boundary.of.test(file.path) && boundary.except?.test(file.path) !== true,
  );
  if (bound.length === 0) return [];
  return importsOf(file).flatMap(({ specifier, line }) => {
    const target = resolveImport(file, specifier);
    return bound
      .filter((boundary) => boundary.refuses(target, file))
      .map((boundary) => ({ path: file.path, line, rule: 'boundary', message: `${specifier}: ${boundary.message}` }));
  });
};
