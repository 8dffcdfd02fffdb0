import { useQuery } from '@tanstack/react-query';
import type { RulebookAnswer } from '../../../api/law/rulebook-answer';
import {
  CHANNELS,
  type Channel,
  keysOf,
  KINDS,
  type Kind,
  type Origin,
  ORIGINS,
} from '../../../domain/words';
import { categoriesQuery, unitsQuery } from '../../shared/reference';
import { CheckInput, ChoiceInput, SearchInput, TextInput } from '../../shared/ui/fields';
import type { Faults, Matter } from './matter';
import styles from './register.module.css';

const choicesOf = (words: Readonly<Record<string, string>>, ids = keysOf(words)) =>
  ids.map((id) => ({ id, name: words[id] ?? id }));

interface Typed {
  readonly matter: Matter;
  readonly onChange: (some: Partial<Matter>) => void;
  readonly faults: Faults;
}

/** Who called: first, since what is known of the number is looked up while the caller begins to speak. */
export function CallerFields({ matter, onChange, faults }: Typed) {
  return (
    <fieldset className={styles.group}>
      <legend>来电人</legend>
      <div className={styles.two}>
        <TextInput
          label="来电号码"
          type="tel"
          inputMode="tel"
          required
          autoFocus
          longest={40}
          value={matter.phone}
          onChange={(phone) => onChange({ phone })}
          error={faults['caller.phone']}
        />
        <TextInput
          label="姓名"
          longest={50}
          value={matter.name}
          onChange={(name) => onChange({ name })}
          error={faults['caller.name']}
        />
      </div>
      <div className={styles.checks}>
        <CheckInput
          label="要求保密（承办单位看不到来电人）"
          value={matter.confidential || matter.kind === 'report'}
          onChange={(confidential) => onChange({ confidential })}
        />
        <CheckInput
          label="希望得到回复"
          value={matter.wantsReply}
          onChange={(wantsReply) => onChange({ wantsReply })}
        />
      </div>
    </fieldset>
  );
}

/** What it is about, and where. */
export function MatterFields({
  matter,
  onChange,
  faults,
  book,
}: Typed & { readonly book: RulebookAnswer | undefined }) {
  const { data: categories = [] } = useQuery(categoriesQuery);
  const { data: units = [] } = useQuery(unitsQuery);
  const districts = units.filter(({ level, successor }) => level === 'district' && successor === undefined);
  const grades = book?.urgency ?? [];
  const usual = grades.find((grade) => grade.default === true);
  return (
    <fieldset className={styles.group}>
      <legend>诉求</legend>
      <div className={styles.two}>
        <ChoiceInput
          label="类型"
          required
          choices={choicesOf(KINDS, book?.kinds)}
          value={matter.kind}
          onChange={(kind) => onChange({ kind: kind as Kind })}
          error={faults.kind}
        />
        <SearchInput
          label="分类"
          required
          choices={categories.map(({ id, code }) => ({
            id,
            name: id,
            ...(code === undefined ? {} : { more: code }),
          }))}
          value={matter.category}
          onChange={(category) => onChange({ category: category ?? '' })}
          error={faults.category}
        />
        <ChoiceInput
          label="事发区县"
          required
          choices={districts.map(({ id, name }) => ({ id, name }))}
          value={matter.district}
          onChange={(district) => onChange({ district })}
          error={faults.district}
        />
        <TextInput
          label="详细地址"
          longest={200}
          value={matter.address}
          onChange={(address) => onChange({ address })}
          error={faults.address}
        />
        {grades.length > 0 && (
          <ChoiceInput
            label="紧急程度"
            required={usual === undefined}
            choices={grades.map(({ id, label }) => ({ id, name: label }))}
            value={matter.urgency === '' ? usual?.id : matter.urgency}
            onChange={(urgency) => onChange({ urgency })}
            error={faults.urgency}
          />
        )}
        <ChoiceInput
          label="渠道"
          choices={choicesOf(CHANNELS)}
          value={matter.channel}
          onChange={(channel) => onChange({ channel: channel as Channel })}
          error={faults.channel}
        />
      </div>
      <TextInput
        label="标题"
        required
        longest={100}
        value={matter.title}
        onChange={(title) => onChange({ title })}
        error={faults.title}
      />
      <TextInput
        label="内容"
        required
        lines={6}
        longest={5_000}
        value={matter.content}
        onChange={(content) => onChange({ content })}
        error={faults.content}
      />
    </fieldset>
  );
}

/** What is seldom needed. */
export function MoreFields({ matter, onChange, faults }: Typed) {
  const isFilled = [matter.email, matter.receivedAt, matter.origin, matter.follows].some((it) => it !== '');
  const isWrong = ['caller.email', 'receivedAt', 'origin', 'follows'].some((path) => path in faults);
  return (
    <details className={styles.more} open={isFilled || isWrong || undefined}>
      <summary>更多：邮箱、来件时间、交办来源、再次反映</summary>
      <div className={styles.two}>
        <TextInput
          label="邮箱"
          type="email"
          longest={200}
          value={matter.email}
          onChange={(email) => onChange({ email })}
          error={faults['caller.email']}
        />
        <TextInput
          label="来件时间"
          hint="早于现在收到的才填，时限从那时起算"
          type="datetime-local"
          value={matter.receivedAt}
          onChange={(receivedAt) => onChange({ receivedAt })}
          error={faults.receivedAt}
        />
        <ChoiceInput
          label="交办来源"
          choices={choicesOf(ORIGINS)}
          value={matter.origin === '' ? 'city' : matter.origin}
          onChange={(origin) => onChange({ origin: origin === 'city' ? '' : (origin as Origin) })}
          error={faults.origin}
        />
        <TextInput
          label="再次反映的原工单"
          hint="原工单已办结，又有新情况的"
          longest={20}
          value={matter.follows}
          onChange={(follows) => onChange({ follows: follows.trim().toUpperCase() })}
          error={faults.follows}
        />
      </div>
    </details>
  );
}
