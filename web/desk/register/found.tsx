import { useQuery } from '@tanstack/react-query';
import type { Matter } from './matter';
import { knowledgeFor, repeatsQuery } from './queries';
import styles from './register.module.css';

/** How much was found beside: on a phone that lies below the form. */
export function Found({ matter }: { readonly matter: Matter }) {
  const { data: repeats } = useQuery(repeatsQuery(matter));
  const { data: known } = useQuery(knowledgeFor(matter.title || matter.content));
  const found = [
    ...(repeats && repeats.items.length > 0 ? [`相似工单${repeats.items.length}件`] : []),
    ...(known && known.items.length > 0 ? [`知识${known.items.length}条`] : []),
  ];
  return (
    <span className={styles.found} role="status">
      {found.length > 0 && <a href="#helps">{found.join('、')}</a>}
    </span>
  );
}
