//! Dispositions that are usual in a business, for a company's first day.

use nascente_domain::disposition::Outcome::{self, Lost, Neutral, NotLead, Qualified, Won};

use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup::disposition::usual_colour;

/// Name, outcome, whether a value is demanded.
type Usual = (&'static str, Outcome, bool);

/// Segment, label, dispositions.
const SEGMENTS: &[(&str, &str, &[Usual])] = &[
    (
        "clinica",
        "Clínica",
        &[
            ("Consulta agendada", Won, true),
            ("Procedimento fechado", Won, true),
            ("Avaliação marcada", Qualified, false),
            ("Pediu orçamento", Qualified, false),
            ("Achou caro", Lost, false),
            ("Convênio não atendido", Lost, false),
            ("Sem horário que sirva", Lost, false),
            ("Já é paciente", Neutral, false),
            ("Engano", NotLead, false),
        ],
    ),
    (
        "advocacia",
        "Advocacia",
        &[
            ("Contrato assinado", Won, true),
            ("Consulta marcada", Qualified, false),
            ("Documentos recebidos", Qualified, false),
            ("Proposta enviada", Qualified, false),
            ("Sem direito ou prazo perdido", Lost, false),
            ("Contratou outro escritório", Lost, false),
            ("Não respondeu", Lost, false),
            ("Andamento de processo", Neutral, false),
            ("Fora da nossa área", NotLead, false),
        ],
    ),
    (
        "imobiliaria",
        "Imobiliária",
        &[
            ("Venda fechada", Won, true),
            ("Locação fechada", Won, true),
            ("Visita agendada", Qualified, false),
            ("Proposta em análise", Qualified, false),
            ("Crédito recusado", Lost, false),
            ("Imóvel já negociado", Lost, false),
            ("Desistiu", Lost, false),
            ("Inquilino ou proprietário", Neutral, false),
            ("Corretor ou parceria", NotLead, false),
        ],
    ),
    (
        "loja",
        "Loja",
        &[
            ("Venda realizada", Won, true),
            ("Retirada na loja combinada", Qualified, false),
            ("Orçamento enviado", Qualified, false),
            ("Sem estoque", Lost, false),
            ("Achou caro", Lost, false),
            ("Frete não compensou", Lost, false),
            ("Não respondeu", Lost, false),
            ("Troca ou entrega", Neutral, false),
            ("Fornecedor ou propaganda", NotLead, false),
        ],
    ),
    (
        "restaurante",
        "Restaurante",
        &[
            ("Pedido fechado", Won, true),
            ("Reserva confirmada", Won, false),
            ("Orçamento de evento", Qualified, false),
            ("Fora da área de entrega", Lost, false),
            ("Sem mesa no horário", Lost, false),
            ("Desistiu do pedido", Lost, false),
            ("Andamento de pedido", Neutral, false),
            ("Reclamação", Neutral, false),
            ("Fornecedor ou vaga", NotLead, false),
        ],
    ),
    (
        "escola",
        "Escola",
        &[
            ("Matrícula realizada", Won, true),
            ("Visita agendada", Qualified, false),
            ("Aula experimental marcada", Qualified, false),
            ("Mensalidade alta", Lost, false),
            ("Sem vaga na turma", Lost, false),
            ("Escolheu outra escola", Lost, false),
            ("Aluno ou responsável", Neutral, false),
            ("Secretaria", Neutral, false),
            ("Currículo ou propaganda", NotLead, false),
        ],
    ),
];

/// The suggestions of one segment, or of all.
pub fn of(segment: Option<&str>) -> Result<Vec<body::DispositionSuggestions>, Failure> {
    let found: Vec<body::DispositionSuggestions> =
        SEGMENTS.iter().filter(|(name, ..)| segment.is_none_or(|wanted| wanted == *name)).map(show).collect();
    if found.is_empty() {
        let message = "use clinica, advocacia, imobiliaria, loja, restaurante or escola";
        return Err(Failure::invalid("segment", "unknown_segment", message));
    }
    Ok(found)
}

fn show((segment, label, usual): &(&str, &str, &[Usual])) -> body::DispositionSuggestions {
    body::DispositionSuggestions {
        segment: (*segment).to_owned(),
        label: (*label).to_owned(),
        dispositions: usual
            .iter()
            .map(|(name, outcome, requires_value)| body::SuggestedDisposition {
                name: (*name).to_owned(),
                outcome: outcome.to_string(),
                requires_value: *requires_value,
                colour: usual_colour(*outcome).to_owned(),
            })
            .collect(),
    }
}
