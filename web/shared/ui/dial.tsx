import { useQuery } from '@tanstack/react-query';
import { dialAddress, sessionQuery } from '../session';

/** A number that dials when it is clicked, by the browser or by the city's telephone bar. */
export function Dial({
  phone,
  className,
}: {
  readonly phone: string;
  readonly className?: string | undefined;
}) {
  const { data: session } = useQuery(sessionQuery);
  return (
    <a className={className} href={dialAddress(phone, session?.dialLink)}>
      {phone}
    </a>
  );
}
