import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../dev/cache';

test('every link of the README and of docs/ leads to a file that is there, and to a heading of it', () => {
  expect(brokenLinks(projectRoot)).toEqual([]);
});

/** `page: target` of each link that leads nowhere; addresses of the web are left alone. */
function brokenLinks(root: string): string[] {
  const pages = [
    ...readdirSync(root).filter((name) => /^README.*\.md$/.test(name)),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ];
  return pages.flatMap((page) =>
    linksOf(readFileSync(join(root, page), 'utf8'))
      .filter((target) => !/^[a-z]+:/.test(target) && !isThere(join(root, page), target))
      .map((target) => `${page}: ${target}`),
  );
}

/** What stands in code is no link. */
const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, target = '']) => target);

const withoutCode = (text: string): string =>
  text.replace(/^( *)```[^]*?^\1```$/gm, '').replace(/(`+)[^`]+?\1/g, '');

function isThere(page: string, target: string): boolean {
  const [path = '', anchor] = decodeURI(target).split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  if (anchor === undefined || !file.endsWith('.md')) return true;
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#{1,6} (.+)$/gm)];
  return headings.some(([, heading = '']) => anchorOf(heading) === anchor);
}

/** As GitHub makes it: letters, digits and hyphens of the heading, in small letters, blanks as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replace(/ /g, '-');

describe('the check', () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  /** What is broken in a small project with these pages. */
  function broken(pages: Record<string, string>): string[] {
    const root = mkdtempSync(join(tmpdir(), 'huiyin-links-'));
    folders.push(root);
    mkdirSync(join(root, 'docs'));
    for (const [page, text] of Object.entries(pages)) writeFileSync(join(root, page), text);
    return brokenLinks(root);
  }

  test('finds a link to a file, to a picture or to a heading that is not there', () =>
    expect(
      broken({
        'README.md': '[a](docs/a.md) [b](docs/b.md) ![c](docs/c.png) [d](docs/a.md#two)',
        'docs/a.md': '# One\n\n[e](../domain/e.ts#L4) [f](#three)',
      }),
    ).toEqual([
      'README.md: docs/b.md',
      'README.md: docs/c.png',
      'README.md: docs/a.md#two',
      'docs/a.md: ../domain/e.ts#L4',
      'docs/a.md: #three',
    ]));

  test('takes headings in Chinese and with marks as they are linked, and no code for a link', () =>
    expect(
      broken({
        'README.md':
          '[a](#时限依据t-1) [b](docs/a.md#a-b) [c](https://example.org/x)\n\n## 时限、依据（T-1）\n',
        'docs/a.md': '## `A`: b\n\n```sh\n[d](nowhere)\n```\n\n`[e](nowhere)`',
      }),
    ).toEqual([]));
});
