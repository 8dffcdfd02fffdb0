import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from '../shared/session';
import { Loading, Refusal } from '../shared/ui/notes';
import { knowledgeSearch, newEntrySearch } from './knowledge/search';
import { registerSearch } from './register/search';
import { homeOf } from './shell/rooms';
import { Shell } from './shell/shell';
import { SignedInBeside } from './shell/signed-out';
import { Start } from './shell/start';
import { ticketsSearch } from './tickets/search';

const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({ component: Shell });

/** Where a role's work begins. */
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    const first = session && homeOf(session.role);
    if (first) throw redirect(first);
  },
  component: Start,
});

const tickets = createRoute({
  getParentRoute: () => root,
  path: '/tickets',
  validateSearch: ticketsSearch,
  component: lazyRouteComponent(() => import('./tickets/page'), 'TicketsPage'),
});

const bulks = createRoute({
  getParentRoute: () => root,
  path: '/bulk',
  component: lazyRouteComponent(() => import('./bulk/page'), 'BulksPage'),
});

const bulk = createRoute({
  getParentRoute: () => root,
  path: '/bulk/$id',
  component: lazyRouteComponent(() => import('./bulk/page'), 'BulkPage'),
});

const ticket = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$id',
  component: lazyRouteComponent(() => import('./ticket/page'), 'TicketPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: registerSearch,
  component: lazyRouteComponent(() => import('./register/page'), 'RegisterPage'),
});

const callbacks = createRoute({
  getParentRoute: () => root,
  path: '/callbacks',
  component: lazyRouteComponent(() => import('./callbacks/page'), 'CallbacksPage'),
});

const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  validateSearch: knowledgeSearch,
  component: lazyRouteComponent(() => import('./knowledge/page'), 'KnowledgePage'),
});

const newEntry = createRoute({
  getParentRoute: () => root,
  path: '/knowledge/new',
  validateSearch: newEntrySearch,
  component: lazyRouteComponent(() => import('./knowledge/new-entry'), 'NewEntryPage'),
});

const entry = createRoute({
  getParentRoute: () => root,
  path: '/knowledge/$id',
  component: lazyRouteComponent(() => import('./knowledge/entry-page'), 'EntryPage'),
});

/** Where the tab ends in which somebody signed in beside their work. */
const signedIn = createRoute({
  getParentRoute: () => root,
  path: '/signed-in',
  component: SignedInBeside,
});

const routes = root.addChildren([
  home,
  signedIn,
  tickets,
  ticket,
  bulks,
  bulk,
  register,
  callbacks,
  knowledge,
  newEntry,
  entry,
]);

/** The desk's addresses; each room is loaded when somebody goes there. */
export const newRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: routes,
    basepath: '/desk',
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Loading />,
    defaultErrorComponent: ({ error }) => <Refusal error={error} />,
    defaultNotFoundComponent: () => <p>没有这个页面。</p>,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
