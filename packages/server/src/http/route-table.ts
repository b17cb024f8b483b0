import { type Route, routes } from '@liusu/contract/routes';

const table = Object.values(routes).map((route: Route) => ({
  method: route.method,
  pattern: new RegExp(`^/api/v1${route.path.replace(/:[A-Za-z]+/g, '[^/]+')}$`),
}));

/** Methods the contract has for a path; none when it does not know the path. */
export function allowedMethods(path: string): string[] {
  return table.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
