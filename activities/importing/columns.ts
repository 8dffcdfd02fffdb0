/** What a row may say, and the Chinese by which a table may call it: both are taken. */
export const COLUMNS = {
  externalId: '工单编号',
  rulebook: '规则',
  kind: '诉求类型',
  category: '类别',
  title: '标题',
  content: '内容',
  channel: '渠道',
  district: '区县',
  urgency: '紧急程度',
  receivedAt: '受理时间',
  registeredAt: '登记时间',
  dispatchedAt: '派单时间',
  lead: '主办单位',
  assist: '协办单位',
  signedAt: '签收时间',
  contactedAt: '联系时间',
  supervisedAt: '督办时间',
  mode: '督办方式',
  escalatedAt: '升级时间',
  level: '层级',
  submittedAt: '申请办结时间',
  reply: '答复内容',
  closedAt: '办结时间',
  outcome: '办理结果',
  satisfaction: '满意度',
  callerName: '诉求人',
  phone: '电话',
  address: '地址',
  confidential: '保密',
  wantsReply: '要求回复',
} as const;
export type Column = keyof typeof COLUMNS;

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  (Object.entries(COLUMNS) as [Column, string][]).flatMap(([name, chinese]): [string, Column][] => [
    [name, name],
    [chinese, name],
  ]),
);

/** The column of this name, in either language; undefined where there is none. */
export const columnOf = (name: string): Column | undefined => BY_NAME.get(name.trim());
