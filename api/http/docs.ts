import { Router } from 'express';
import helmet from 'helmet';
import filesFolder from 'swagger-ui-dist/absolute-path';
import { allows } from './problem';

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <title>回音 Huiyin · API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
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
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** A page to try the API on; everything it needs comes from here, so that it works without the internet. */
export function docsRoutes(): Router {
  const router = Router();
  router.use(
    '/docs',
    helmet.contentSecurityPolicy({
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Swagger UI sets styles on its elements, and has its pictures in its style sheet.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  const files = ['swagger-ui.css', 'swagger-ui-bundle.js'];
  router
    .route('/docs')
    .get((_request, response) => void response.type('html').send(PAGE))
    .all(allows('GET', 'HEAD'));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  for (const file of files) {
    router.get(`/docs/${file}`, (_request, response) =>
      response.sendFile(file, { root: filesFolder(), maxAge: '1d' }),
    );
  }
  return router;
}
