import filesFolder from 'swagger-ui-dist/absolute-path';
import type { Rulebook } from '../../domain/law/rules';
import { type Address, address, NOBODY_ASKED, type Reply } from '../http/address';
import { escaped } from '../http/html';

const pageOf = (books: readonly Pick<Rulebook, 'id' | 'title'>[]): string => `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <title>回音 Huiyin · API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <ul>
${books.map(({ id, title }) => `      <li><a href="/docs/rulebooks/${id}">${escaped(title)}</a></li>`).join('\n')}
    </ul>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const POLICY = {
  scriptSrc: ["'self'"],
  // Swagger UI sets styles on its elements, and has its pictures in its style sheet.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
};

/**
 * A page to try the API on; everything it needs comes from here, so that it works without the internet.
 * @param books whose readings it leads to
 */
export function docsPage(books: readonly Pick<Rulebook, 'id' | 'title'>[]): Address[] {
  const root = filesFolder();
  const lasting = { 'Cache-Control': 'public, max-age=86400' };
  return [
    part('docs', '/docs', 'text/html', { text: pageOf(books), type: 'html' }),
    part('docsStart', '/docs/start.js', 'text/javascript', { text: START, type: 'js' }),
    part('docsStyle', '/docs/swagger-ui.css', 'text/css', { file: 'swagger-ui.css', root, headers: lasting }),
    part('docsScript', '/docs/swagger-ui-bundle.js', 'text/javascript', {
      file: 'swagger-ui-bundle.js',
      root,
      headers: lasting,
    }),
  ];
}

const part = (id: string, path: `/${string}`, type: string, reply: Reply<never>): Address =>
  address({
    id,
    method: 'get',
    path,
    tag: 'operations',
    summary: '试用 · the page to try the API on',
    who: NOBODY_ASKED,
    answers: { 200: { description: 'The same for everybody', media: [type] } },
    shows: [],
    policy: POLICY,
    handler: () => reply,
  });
