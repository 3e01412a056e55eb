//! What people write: customers' questions, agents' answers, goods and their prices.

use super::chance::Chance;

/// Goods with their price in cents.
const GOODS: &[(&str, i64)] = &[
    ("Vestido Aurora midi", 28_990),
    ("Conjunto de linho", 34_900),
    ("Calça pantalona", 19_990),
    ("Blusa de seda", 24_900),
    ("Saia plissada", 17_990),
    ("Macacão Verão", 31_900),
    ("Kimono estampado", 15_990),
    ("Bolsa de palha", 22_900),
    ("Sandália rasteira", 12_990),
    ("Vestido de festa", 68_900),
    ("Short alfaiataria", 14_990),
    ("Camisa de algodão", 16_990),
    ("Biquíni cortininha", 18_990),
    ("Jaqueta jeans", 27_990),
];

pub(super) const SHOPPING: &[&str] = &[
    "Oi! Ainda tem {g}?",
    "Boa tarde, quanto está {g}?",
    "Olá, vocês têm {g} no tamanho M?",
    "oi tudo bem? queria saber o valor do {g}",
    "Bom dia! {g} tem na cor preta?",
    "Oii, vi {g} e amei. Entrega em casa?",
    "Qual o prazo de entrega do {g}?",
    "Vocês parcelam? Quero {g}",
    "tem {g} plus size?",
];
pub(super) const FOLLOW_UPS: &[&str] = &[
    "Visto M, às vezes G",
    "Pode ser no Pix",
    "Moro na zona leste, entrega?",
    "Tem foto no corpo?",
    "E o frete fica quanto?",
    "Aceita cartão em 3x?",
    "Ah que ótimo!",
    "Vou querer sim",
    "Deixa eu ver com a minha irmã e já te falo",
    "Consegue reservar até amanhã?",
    "É a primeira vez que compro com vocês",
    "Achei um pouco caro…",
];
pub(super) const AFTER_SALES: &[&str] = &[
    "Oi, meu pedido ainda não chegou",
    "Preciso trocar o tamanho, como faço?",
    "O vestido veio com um defeito na costura",
    "Boa tarde, quero devolver uma peça",
    "Qual o código de rastreio do meu pedido?",
    "Comprei semana passada e até agora nada",
    "A bolsa veio na cor errada",
];
pub(super) const SUPPORT: &[&str] = &[
    "O site não aceita meu cartão",
    "Não consigo entrar na minha conta",
    "O cupom não está funcionando",
    "Fiz o Pix e o pedido continua pendente",
    "Como altero o endereço de entrega?",
];
pub(super) const GENERAL: &[&str] = &[
    "Qual o horário de funcionamento?",
    "Vocês têm loja física?",
    "Boa noite",
    "oi",
    "Onde fica a loja?",
    "Vocês trabalham com atacado?",
    "Tem vaga de emprego?",
];
pub(super) const RETURNING: &[&str] = &[
    "Oi, comprei com vocês mês passado e quero mais uma peça",
    "Olá de novo! Chegou coleção nova?",
    "Oi! Aquele modelo voltou?",
    "Bom dia, sou cliente, queria ver as novidades",
    "Voltei 😊 ainda tem no G?",
];
pub(super) const THANKS: &[&str] =
    &["Obrigada!", "Muito obrigada, amei o atendimento 💛", "Valeu!", "Obrigado", "👏👏", "Deus abençoe, obrigada"];

const SALES_ANSWERS: &[&str] = &[
    "Oi, {n}! Aqui é {a}, da Loja Aurora. Temos sim 💛 O {g} sai por {p}.",
    "Olá, {n}! {g} está por {p}, em até 3x sem juros. Qual o seu tamanho?",
    "Oi! Tudo bem, {n}? Separei aqui: {g}, {p}. Quer que eu mande as fotos?",
];
const AFTER_SALES_ANSWERS: &[&str] = &[
    "Oi, {n}. Desculpe a demora. Me passa o número do pedido, por favor?",
    "Olá, {n}, aqui é {a}. Já estou vendo o seu pedido com a transportadora.",
    "Oi, {n}! A troca é gratuita na primeira vez. Te mando a etiqueta.",
];
const SUPPORT_ANSWERS: &[&str] = &[
    "Oi, {n}! Aqui é {a}. Pode me mandar um print do erro?",
    "Olá, {n}. Já corrigi por aqui, tenta de novo, por favor.",
];
const GENERAL_ANSWERS: &[&str] = &[
    "Oi, {n}! Abrimos de segunda a sábado, das 9h às 20h, na Rua Augusta, 1200.",
    "Olá, {n}! Já te passo para quem cuida disso 😊",
];
const MORE_ANSWERS: &[&str] = &[
    "Perfeito! O frete fica R$ 18,90 e chega em 3 dias úteis.",
    "Claro, reservei até amanhã às 18h.",
    "Segue a chave Pix: pix@lojaaurora.example. Me avisa quando pagar 😉",
    "Consigo 5% de desconto no Pix.",
    "Prontinho, ficou tudo certo!",
    "Te mando as medidas: busto 92, cintura 74, quadril 100.",
];
pub(super) const NOTES: &[&str] = &[
    "Cliente pediu para avisar quando chegar o tamanho G.",
    "Já comprou antes; prefere Pix.",
    "Confirmar o endereço antes de enviar.",
    "Mandou foto da peça com defeito, ver com o estoque.",
];
pub(super) const STARTED: &[&str] = &[
    "Oi, {n}! Seu pedido saiu para entrega hoje 🚚",
    "Olá, {n}! A peça que você queria acabou de chegar. Reservo para você?",
];

/// One of the goods: name and price in cents.
pub(super) fn goods(chance: &mut Chance) -> (&'static str, i64) {
    GOODS[chance.below(GOODS.len())]
}

/// Which drawer an answer is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Talk {
    Sales,
    AfterSales,
    Support,
    General,
}

/// The first answer of an agent.
pub(super) fn answer(chance: &mut Chance, talk: Talk, customer: &str, agent: &str, goods: (&str, i64)) -> String {
    let from = match talk {
        Talk::Sales => SALES_ANSWERS,
        Talk::AfterSales => AFTER_SALES_ANSWERS,
        Talk::Support => SUPPORT_ANSWERS,
        Talk::General => GENERAL_ANSWERS,
    };
    let price = format!("R$ {},{:02}", goods.1 / 100, goods.1 % 100);
    fill(chance.pick(from), customer, goods.0).replace("{a}", first_name(agent)).replace("{p}", &price)
}

/// A later answer.
pub(super) fn another_answer(chance: &mut Chance) -> String {
    chance.pick(MORE_ANSWERS).to_owned()
}

/// A text with its gaps filled.
pub(super) fn fill(text: &str, customer: &str, goods: &str) -> String {
    text.replace("{g}", goods).replace("{n}", first_name(customer))
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}
