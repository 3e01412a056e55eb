import { useId } from 'react'
import { sankey, sankeyLinkHorizontal } from 'd3-sankey'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format'
import { ChartFrame } from './ChartFrame'
import { useWidth } from './useSize'
import classes from './charts.module.css'

export interface FlowNode {
  key: string
  label: string
  color: string
}

export interface FlowLink {
  source: string
  target: string
  value: number
}

interface FlowProps {
  title: string
  lead?: React.ReactNode
  /** At the left; keys are unique within one side. */
  sources: readonly FlowNode[]
  targets: readonly FlowNode[]
  links: readonly FlowLink[]
  height?: number
  onOpen?: (link: FlowLink) => void
}

export function Flow(props: FlowProps) {
  const { title, lead, sources, targets, links, onOpen } = props
  const { t } = useTranslation()
  const format = useFormat()
  const drawn = links.filter(({ value }) => value > 0)
  const label = (nodes: readonly FlowNode[], key: string) => nodes.find((node) => node.key === key)?.label ?? key
  return (
    <ChartFrame
      title={title}
      lead={lead}
      tableFirstOnPhone
      empty={drawn.length === 0}
      table={{
        columns: [
          { key: 'source', header: t('charts.source'), render: (link) => label(sources, link.source), sortValue: (link) => label(sources, link.source) },
          { key: 'target', header: t('charts.target'), render: (link) => label(targets, link.target), sortValue: (link) => label(targets, link.target) },
          {
            key: 'amount',
            header: t('charts.amount'),
            align: 'right',
            sortValue: (link) => link.value,
            render: (link) =>
              onOpen ? (
                <button type="button" className={classes.figureLink} onClick={() => onOpen(link)}>
                  {format.number(link.value)}
                </button>
              ) : (
                format.number(link.value)
              ),
          },
        ],
        rows: drawn,
        rowKey: (link) => `${link.source}>${link.target}`,
      }}
    >
      <Drawing {...props} links={drawn} />
    </ChartFrame>
  )
}

interface PlacedNode extends FlowNode {
  id: string
}
interface PlacedLink {
  source: string
  target: string
  value: number
  link: FlowLink
}

function Drawing({ title, sources, targets, links, height = 360, onOpen }: FlowProps) {
  const format = useFormat()
  const { ref, width } = useWidth<HTMLDivElement>()
  const gradient = useId()
  const side = Math.min(180, Math.max(84, width * 0.33))
  const used = new Set(links.flatMap((link) => [`s:${link.source}`, `t:${link.target}`]))
  const nodes: PlacedNode[] = [
    ...sources.map((node) => ({ ...node, id: `s:${node.key}` })),
    ...targets.map((node) => ({ ...node, id: `t:${node.key}` })),
  ].filter((node) => used.has(node.id))
  const graph = sankey<PlacedNode, PlacedLink>()
    .nodeId((node) => node.id)
    .nodeWidth(10)
    // Name and figure of a thin node are taller than the node.
    .nodePadding(30)
    .nodeSort(null)
    .extent([
      [side, 8],
      [width - side, height - 8],
    ])({
    nodes: nodes.map((node) => ({ ...node })),
    links: links.map((link) => ({ source: `s:${link.source}`, target: `t:${link.target}`, value: link.value, link })),
  })
  const path = sankeyLinkHorizontal<PlacedNode, PlacedLink>()
  return (
    <div ref={ref} className={classes.plot} role="img" aria-label={title}>
      <svg width={width} height={height} aria-hidden>
        {graph.links.map((link, index) => {
          const from = link.source as unknown as PlacedNode
          const to = link.target as unknown as PlacedNode
          const name = `${from.label} → ${to.label}: ${format.number(link.value)}`
          return (
            <g key={`${from.id}${to.id}`} className={classes.band} onClick={() => onOpen?.(link.link)} data-open={onOpen ? true : undefined}>
              <linearGradient id={`${gradient}-${index}`} gradientUnits="userSpaceOnUse" x1={side} x2={width - side} y1="0" y2="0">
                <stop offset="0" stopColor={from.color} />
                <stop offset="1" stopColor={to.color} />
              </linearGradient>
              <path d={path(link) ?? ''} fill="none" stroke={`url(#${gradient}-${index})`} strokeWidth={Math.max(1.5, link.width ?? 0)}>
                <title>{name}</title>
              </path>
            </g>
          )
        })}
        {graph.nodes.map((node) => {
          const left = node.id.startsWith('s:')
          const top = node.y0 ?? 0
          const tall = Math.max(3, (node.y1 ?? 0) - top)
          const x = left ? (node.x0 ?? 0) - 10 : (node.x1 ?? 0) + 10
          const middle = top + tall / 2
          return (
            <g key={node.id}>
              <rect x={node.x0} y={top} width={10} height={tall} rx="3" fill={node.color} />
              <text x={x} y={middle - 4} textAnchor={left ? 'end' : 'start'} className={classes.nodeLabel}>
                {shorten(node.label, side)}
                <title>{node.label}</title>
              </text>
              <text x={x} y={middle + 11} textAnchor={left ? 'end' : 'start'} className={classes.nodeValue}>
                {format.number(node.value ?? 0)}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}

/** SVG text does not end in dots by itself; 6.7 pixels a character is what Inter takes at this size. */
function shorten(label: string, room: number): string {
  const fits = Math.max(6, Math.floor((room - 14) / 6.7))
  return label.length <= fits ? label : `${label.slice(0, fits - 1).trimEnd()}…`
}
