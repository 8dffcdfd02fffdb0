import { queryOptions, useQuery } from '@tanstack/react-query';
import type { SuggestedUnitsAnswer } from '../../../../api/suggestions/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import type { Values } from '../../../shared/form/form-values';
import { newKey, request } from '../../../shared/request';
import { Button } from '../../../shared/ui/button';
import styles from './acting.module.css';

const suggestedQuery = ({ id, rulebook, kind, category, district, title, content }: TicketAnswer) =>
  queryOptions({
    queryKey: ['ticket', id, 'suggestions'],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      request<SuggestedUnitsAnswer>('/v1/suggestions/units', {
        body: {
          rulebook: rulebook.id,
          kind,
          category,
          district,
          title,
          ...(content ? { content } : {}),
        },
        key: newKey(),
        signal,
      }).then(({ items }) => items),
  });

/** Whose the matter most likely is, and why; a press makes it the lead, another an assisting unit. */
export function Suggestions({
  ticket,
  values,
  onChange,
}: {
  readonly ticket: TicketAnswer;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}) {
  const { data } = useQuery(suggestedQuery(ticket));
  if (!data || data.length === 0) return null;
  const assist: readonly unknown[] = Array.isArray(values.assist) ? values.assist : [];
  return (
    <section aria-labelledby="suggestions" className={styles.suggestions}>
      <h3 id="suggestions">建议的单位</h3>
      <ul className={styles.suggested}>
        {data.map(({ unit, name, why }) => (
          <li key={unit}>
            <span>
              <strong>{name}</strong>
              <br />
              <span className={styles.soft}>{why.join('；')}</span>
            </span>
            <span className={styles.buttons}>
              <Button
                aria-label={`${name}主办`}
                isDisabled={values.lead === unit}
                onPress={() =>
                  onChange({ ...values, lead: unit, assist: assist.filter((it) => it !== unit) })
                }
              >
                主办
              </Button>
              <Button
                look="quiet"
                aria-label={`${name}协办`}
                isDisabled={values.lead === unit || assist.includes(unit)}
                onPress={() => onChange({ ...values, assist: [...assist, unit] })}
              >
                协办
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
