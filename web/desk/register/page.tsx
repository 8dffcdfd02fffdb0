import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { rulebooksQuery } from '../../shared/reference';
import { Loading, Refusal } from '../../shared/ui/notes';
import { FirstStep, type Prepared } from './first-step/first-step';
import { Intake } from './intake';

/** What was chosen last, for who comes back from another room. */
let lastChosen: string | undefined;

const route = getRouteApi('/register');

/** One matter after the other: taken down while the caller speaks, then answered or dispatched, without leaving the page. */
export function RegisterPage() {
  const { rulebook } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: books, error } = useQuery(rulebooksQuery);
  const [registered, setRegistered] = useState<{ ticket: TicketAnswer; prepared: Prepared }>();
  const [turn, setTurn] = useState(0);
  if (!books) return error ? <Refusal error={error} /> : <Loading />;
  const wanted = rulebook ?? lastChosen ?? (books.length === 1 ? books[0]?.id : undefined);
  if (registered)
    return (
      <FirstStep
        registered={registered.ticket}
        prepared={registered.prepared}
        onNext={() => {
          setRegistered(undefined);
          setTurn(turn + 1);
        }}
      />
    );
  return (
    <Intake
      key={turn}
      books={books}
      rulebook={books.find(({ id }) => id === wanted)?.id}
      onRulebook={(id) => {
        lastChosen = id;
        void navigate({ search: { rulebook: id }, replace: true });
      }}
      onRegistered={(ticket, prepared) => setRegistered({ ticket, prepared })}
    />
  );
}
