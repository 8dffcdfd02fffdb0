import { LOCAL } from '../../domain/telling/rulebook-reading/sentence';

/** Text as HTML shows it: what files and people say stays text. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * A whole page in Chinese, without a script.
 * @param style the address of its style sheet
 * @param body HTML, whose texts are escaped
 */
export const htmlPage = ({
  title,
  style,
  body,
}: Readonly<Record<'title' | 'style' | 'body', string>>): string => `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style}">
  </head>
  <body>
${body}
  </body>
</html>
`;

/** By what something is, after what it says: a rule's id, or that the city set it itself. @param from none where nothing is cited */
export const citation = (from: string | undefined): string =>
  from === undefined
    ? ''
    : ` <span class="from${from === LOCAL ? ' local' : ''}">〔${escaped(from)}〕</span>`;
