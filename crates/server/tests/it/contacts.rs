//! *Contatos*: found by words, proposed side by side, merged and split again, exactly.

use nascente_domain::role::Role;
use nascente_server::contacts::compare;
use nascente_store::report::differences;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{Line, messages, text, with_ad};
use crate::people::{both, hidden, wrapped};
use crate::world::{World, new_token};

const PHONE: &str = "5511999990001";

/// A message of somebody with this name and number.
async fn writes(world: &World, line: &Line, (name, phone): (&str, &str), id: &str, second: i64) {
    let contact = json!({ "profile": { "name": name }, "wa_id": phone });
    world.deliver(line, &wrapped(&contact, &text(phone, id, second, "Oi"))).await;
    compare::drain(&world.app).await.unwrap();
}

/// A message of somebody with this name who hides the number.
async fn writes_hidden(world: &World, line: &Line, (name, bsuid): (&str, &str), id: &str, second: i64) {
    let mut message = text("551100000000", id, second, "Oi");
    message.as_object_mut().unwrap().remove("from");
    message["from_user_id"] = json!(bsuid);
    world.deliver(line, &wrapped(&json!({ "profile": { "name": name }, "user_id": bsuid }), &message)).await;
    compare::drain(&world.app).await.unwrap();
}

async fn items(world: &World, path: &str) -> Vec<Value> {
    world.get(&format!("/api/v1{path}")).await["items"].as_array().unwrap().clone()
}

async fn names(world: &World, token: &str, query: &str) -> Vec<String> {
    let (status, listed) = world.ask(token, Method::GET, &format!("/api/v1/contacts?{query}"), None).await;
    assert_eq!(status, StatusCode::OK, "{listed}");
    let name = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    listed["items"].as_array().unwrap().iter().map(name).collect()
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

async fn act(world: &World, contact: &str, what: &str, body: Value) -> (StatusCode, Value) {
    world.ask(&world.admin, Method::POST, &format!("/api/v1/contacts/{contact}/{what}"), Some(body)).await
}

/// Conversations as people and figures see them, in the order of their ids.
async fn conversations(world: &World) -> Vec<Value> {
    let mut all = items(world, "/conversations?limit=200").await;
    all.sort_by_key(|one| id(one).to_owned());
    for one in &mut all {
        let known = one.as_object_mut().unwrap();
        known.remove("version");
    }
    all
}

async fn hold(world: &World) {
    let company_id = world.company_id;
    let found = world.app.db.read(move |tx| differences(tx, company_id)).await.unwrap();
    assert_eq!(found, [], "stored sums are the sums of the rows");
}

async fn funnel(world: &World) -> Value {
    world.get("/api/v1/reports/funnel?group_by=kind").await["totals"].clone()
}

#[tokio::test]
async fn people_are_found_by_beginnings_of_words_and_digits_page_by_page_and_by_whoever_may_see_them() {
    let world = World::start().await;
    let line = world.connect().await;
    let people = [
        ("Marina Duarte", "5511999990001"),
        ("João Conceição", "5521988887777"),
        ("Mário Ávila", "14155550006"),
        ("Ana 100%_", "5551999990006"),
    ];
    for (index, person) in (1..).zip(people) {
        writes(&world, &line, person, &format!("wamid.{index}"), index).await;
    }
    for (query, found) in [
        ("", vec!["Ana 100%_", "Mário Ávila", "João Conceição", "Marina Duarte"]),
        ("q=mar", vec!["Mário Ávila", "Marina Duarte"]),
        ("q=%20DUARTE%20mar%20", vec!["Marina Duarte"]),
        ("q=avila", vec!["Mário Ávila"]),
        ("q=arina", vec![]),
        ("q=(21)%2098888", vec!["João Conceição"]),
        ("q=1199999", vec!["Marina Duarte"]),
        ("q=%2B1%20415", vec!["Mário Ávila"]),
        ("q=100%25", vec!["Ana 100%_"]),
        ("q=_", vec![]),
        ("excluded=true", vec![]),
        ("has_proposal=true", vec![]),
    ] {
        assert_eq!(names(&world, &world.admin, query).await, found, "{query}");
    }
    let page = world.get("/api/v1/contacts?limit=3&count=true").await;
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (3, &json!(4)));
    let next = format!("limit=3&cursor={}", page["next_cursor"].as_str().unwrap());
    assert_eq!(names(&world, &world.admin, &next).await, ["Marina Duarte"]);
    assert_eq!(page["items"][0]["conversations"], 1);
    assert_eq!(page["items"][0]["first_entry"]["kind"], "none");

    // An agent of another department sees nobody whose conversation moved to Geral's agent, and everybody in the queue.
    let sales = world.post("/api/v1/departments", json!({ "name": "Vendas" })).await;
    let joao = &items(&world, "/conversations?q=joao").await[0];
    world.post_ok(format!("/conversations/{}/transfer", id(joao)), json!({ "department_id": sales["id"] })).await;
    let agent = new_token(&world.app, world.company_id, Role::Agent, Some(world.department_id)).await;
    assert_eq!(names(&world, &agent, "").await, ["Ana 100%_", "Mário Ávila", "Marina Duarte"]);
    assert_eq!(names(&world, &agent, "q=joao").await, Vec::<String>::new());
    let marketing = new_token(&world.app, world.company_id, Role::Marketing, None).await;
    let (_, listed) = world.ask(&marketing, Method::GET, "/api/v1/contacts?q=marina", None).await;
    assert_eq!(listed["items"][0]["phone"], "+55 11 •••••-0001");
    assert!(!listed.to_string().contains(PHONE), "{listed}");
    assert_eq!(names(&world, &marketing, "q=11999").await, Vec::<String>::new());
    for wrong in ["limit=0", "cursor=x", "excluded=talvez", &format!("q={}", "a".repeat(201))] {
        let (status, problem) = world.ask(&world.admin, Method::GET, &format!("/api/v1/contacts?{wrong}"), None).await;
        assert!(status.is_client_error(), "{wrong}: {problem}");
    }
    // A new name is found at once.
    let marina = &items(&world, "/contacts?q=marina").await[0];
    world.patch(&format!("/api/v1/contacts/{}", id(marina)), json!({ "name": "Nina" })).await;
    assert_eq!(names(&world, &world.admin, "q=nina").await, ["Nina"]);
    assert_eq!(names(&world, &world.admin, "q=duarte").await, Vec::<String>::new());
}

#[tokio::test]
async fn who_is_probably_one_person_is_proposed_once_and_again_only_on_new_evidence() {
    let world = World::start().await;
    let line = world.connect().await;
    writes(&world, &line, ("Marina Duarte", PHONE), "wamid.1", 1).await;
    writes(&world, &line, ("Marina", "5531977776666"), "wamid.2", 2).await;
    assert_eq!(items(&world, "/contacts/merge-proposals").await, Vec::<Value>::new());
    writes_hidden(&world, &line, ("marina DUARTE", "BR.77"), "wamid.3", 600).await;
    let listed = world.get("/api/v1/contacts/merge-proposals?count=true").await;
    assert_eq!(listed["total"], 1, "{listed}");
    let pair = &listed["items"][0];
    assert_eq!(pair["reasons"], json!([{ "ground": "hidden_twin", "strength": "likely" }]));
    assert_eq!((&pair["one"]["phone"], &pair["other"]["phone"]), (&json!(PHONE), &Value::Null));
    assert_eq!((&pair["merged"]["name"], &pair["merged"]["joined"]), (&json!("Marina Duarte"), &json!(1)));
    assert_eq!(names(&world, &world.admin, "has_proposal=true").await.len(), 2);
    let (one, other) = (id(&pair["one"]).to_owned(), id(&pair["other"]).to_owned());
    let of = items(&world, &format!("/contacts/merge-proposals?contact_id={other}")).await;
    assert_eq!(of.len(), 1);

    assert_eq!(act(&world, &one, "keep-apart", json!({ "other": other })).await.0, StatusCode::NO_CONTENT);
    let (status, problem) = act(&world, &one, "keep-apart", json!({ "other": other })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("not_proposed")), "two people at once");
    writes_hidden(&world, &line, ("marina DUARTE", "BR.77"), "wamid.4", 700).await;
    world.patch(&format!("/api/v1/contacts/{other}"), json!({ "name": "Marina Duarte" })).await;
    assert_eq!(items(&world, "/contacts/merge-proposals").await, Vec::<Value>::new(), "the same evidence again");
    world.patch(&format!("/api/v1/contacts/{other}"), json!({ "name": "Carla Reis" })).await;
    world.patch(&format!("/api/v1/contacts/{one}"), json!({ "name": "Carla Reis" })).await;
    assert_eq!(items(&world, "/contacts/merge-proposals").await.len(), 1, "another name that both have");
    world.patch(&format!("/api/v1/contacts/{one}"), json!({ "name": "Marta Reis" })).await;
    assert_eq!(items(&world, "/contacts/merge-proposals").await, Vec::<Value>::new(), "nothing speaks for it any more");
    let kept = items(&world, "/audit-events?kind=contact_kept_apart").await;
    assert_eq!((kept.len(), &kept[0]["details"]["other"]), (1, &json!(other)));
}

#[tokio::test]
async fn a_merge_by_hand_and_its_split_leave_everything_as_it_was() {
    let world = World::start().await;
    let line = world.connect().await;
    let tapped = with_ad(text(PHONE, "wamid.1", 1, "Oi"), "77", "clid-1");
    world.deliver(&line, &messages(PHONE, &[tapped])).await;
    let other_phone = "5531977776666";
    world.deliver(&line, &messages(other_phone, &[text(other_phone, "wamid.2", 5, "Bom dia")])).await;
    let before = conversations(&world).await;
    let tag = world.post("/api/v1/tags", json!({ "name": "VIP" })).await;
    world.post_ok(format!("/conversations/{}/tags", id(&before[0])), json!({ "tag_id": tag["id"] })).await;
    world.post_ok(format!("/conversations/{}/notes", id(&before[0])), json!({ "text": "quer desconto" })).await;
    let user = json!({ "name": "Ana", "email": "ana@loja.test", "role": "admin" });
    let user = world.post("/api/v1/users", user).await["user"]["id"].clone();
    world.post_ok(format!("/conversations/{}/assign", id(&before[0])), json!({ "user_id": user })).await;
    let (before, sums) = (conversations(&world).await, funnel(&world).await);
    let (first, second) = (id(&before[0]["contact"]).to_owned(), id(&before[1]["contact"]).to_owned());

    // Whoever was seen first stands, whichever of them is asked; a repeated request is done once.
    let url = format!("{}/api/v1/contacts/{first}/merge", world.url);
    for _ in 0..2 {
        let request = world.http.post(&url).bearer_auth(&world.admin).header("idempotency-key", "m1");
        let answered = request.json(&json!({ "other": second })).send().await.unwrap();
        assert_eq!(answered.status(), StatusCode::OK);
        let merged: Value = answered.json().await.unwrap();
        assert_eq!((&merged["id"], &merged["merged"]), (&json!(first), &json!(1)), "{merged}");
        assert_eq!(merged["merges"][0]["by_proof"], false);
        assert_eq!(merged["identities"].as_array().unwrap().len(), 2);
    }
    let (status, problem) = act(&world, &second, "merge", json!({ "into": first })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("already_merged")));
    assert_eq!(problem["current"]["contact_id"], json!(first));
    let joined = conversations(&world).await;
    assert_eq!((joined.len(), &joined[0]["agent_id"], &joined[0]["entry"]["kind"]), (1, &user, &json!("ad")));
    assert_eq!(joined[0]["tag_ids"].as_array().unwrap().len(), 1);
    hold(&world).await;

    let (status, split) = act(&world, &second, "split", json!({})).await;
    assert_eq!((status, &split["id"], &split["merged"]), (StatusCode::OK, &json!(second), &json!(0)));
    assert_eq!(conversations(&world).await, before);
    assert_eq!(funnel(&world).await, sums);
    for (one, messages, touches) in [(&before[0], 2, 1), (&before[1], 1, 0)] {
        let path = format!("/api/v1/conversations/{}", id(one));
        assert_eq!(world.get(&format!("{path}/messages?count=true")).await["total"], messages);
        assert_eq!(world.get(&format!("{path}/touches?count=true")).await["total"], touches);
    }
    hold(&world).await;
    let (status, problem) = act(&world, &second, "split", json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("not_merged")));
    for kind in ["contact_merged", "contact_split"] {
        assert_eq!(items(&world, &format!("/audit-events?kind={kind}")).await.len(), 1, "{kind}");
    }
    for (body, code) in [(json!({}), "required"), (json!({ "into": "x" }), "invalid_id")] {
        let (status, problem) = act(&world, &second, "merge", body).await;
        assert_eq!((status, &problem["errors"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)));
    }
    let (status, _) = act(&world, &second, "merge", json!({ "into": "ct_0000000000001" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_a_proof_merged_is_split_too_and_the_same_proof_does_not_merge_it_again() {
    let world = World::start().await;
    let line = world.connect().await;
    let tapped = with_ad(text(PHONE, "wamid.1", 1, "Oi"), "77", "clid-1");
    world.deliver(&line, &hidden(tapped)).await;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.2", 5, "Alguém?")])).await;
    let before = conversations(&world).await;
    world.deliver(&line, &both(text(PHONE, "wamid.3", 9, "Sou eu"))).await;
    assert_eq!(conversations(&world).await.len(), 1);
    let (first, second) = (id(&before[0]["contact"]).to_owned(), id(&before[1]["contact"]).to_owned());
    assert_eq!(world.get(&format!("/api/v1/contacts/{first}")).await["merges"][0]["by_proof"], true);

    assert_eq!(act(&world, &second, "split", json!({})).await.0, StatusCode::OK);
    let after = conversations(&world).await;
    assert_eq!(after[0], before[0], "the older one is as it was");
    assert_eq!((&after[1]["id"], &after[1]["unread"]), (&before[1]["id"], &json!(2)), "what was said since stays");
    assert_eq!(after[1]["opened_at"], before[1]["opened_at"]);
    assert_eq!(after[1]["contact"], before[1]["contact"]);
    assert_eq!(world.get(&format!("/api/v1/contacts/{first}")).await["phone"], Value::Null, "the number goes back too");
    hold(&world).await;

    world.deliver(&line, &both(text(PHONE, "wamid.4", 12, "Sou eu mesmo"))).await;
    assert_eq!(conversations(&world).await.len(), 2, "a person said that they are two");
    assert_eq!(items(&world, "/contacts/merge-proposals").await, Vec::<Value>::new());
    hold(&world).await;
    // A person may say so again, and take it back again.
    assert_eq!(act(&world, &second, "merge", json!({ "into": first })).await.0, StatusCode::OK);
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(act(&world, &second, "split", json!({})).await.0, StatusCode::OK);
    assert_eq!(conversations(&world).await.len(), 2);
    hold(&world).await;
}

#[tokio::test]
async fn of_a_chain_of_merges_any_one_can_be_taken_back() {
    let world = World::start().await;
    let line = world.connect().await;
    let people = [("Ana Luz", "5511911111111"), ("Bia Sol", "5521922222222"), ("Caio Mar", "5531933333333")];
    for (index, person) in (1..).zip(people) {
        writes(&world, &line, person, &format!("wamid.{index}"), index).await;
    }
    let before = conversations(&world).await;
    let contact: Vec<String> = before.iter().map(|one| id(&one["contact"]).to_owned()).collect();
    let merge = async |from: usize, into: usize| {
        let (status, told) = act(&world, &contact[from], "merge", json!({ "into": contact[into] })).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    };
    let split = async |one: usize| {
        let (status, told) = act(&world, &contact[one], "split", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        hold(&world).await;
    };
    // Ana and Bia are one, and both are Caio.
    merge(0, 1).await;
    merge(1, 2).await;
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(names(&world, &world.admin, "q=ana").await, ["Caio Mar"], "found by every name");
    // Ana is somebody else after all: Bia stays Caio.
    split(0).await;
    let parted = conversations(&world).await;
    assert_eq!((parted.len(), &parted[0]), (2, &before[0]));
    assert_eq!(id(&parted[1]["contact"]), contact[2]);
    split(1).await;
    assert_eq!(conversations(&world).await, before);
    // The other way round: what hangs on Bia leaves with her.
    merge(0, 1).await;
    merge(1, 2).await;
    split(1).await;
    let parted = conversations(&world).await;
    assert_eq!((parted.len(), id(&parted[0]["contact"]), &parted[1]), (2, contact[1].as_str(), &before[2]));
    split(0).await;
    assert_eq!(conversations(&world).await, before);
}

#[tokio::test]
async fn a_conversation_opened_while_two_were_one_goes_with_whoever_wrote_it() {
    let world = World::start().await;
    let line = world.connect().await;
    writes(&world, &line, ("Ana Luz", "5511911111111"), "wamid.1", 1).await;
    writes(&world, &line, ("Bia Sol", "5521922222222"), "wamid.2", 2).await;
    let before = conversations(&world).await;
    let (ana, bia) = (id(&before[0]["contact"]).to_owned(), id(&before[1]["contact"]).to_owned());
    act(&world, &bia, "merge", json!({ "into": ana })).await;
    let open = conversations(&world).await[0].clone();
    world.post_ok(format!("/conversations/{}/close", id(&open)), json!({})).await;
    world.clock.advance(2 * nascente_domain::moment::DAY);
    let later = 2 * 24 * 3_600;
    writes(&world, &line, ("Bia Sol", "5521922222222"), "wamid.3", later).await;
    assert_eq!(act(&world, &bia, "split", json!({})).await.0, StatusCode::OK);
    hold(&world).await;
    let after = conversations(&world).await;
    let of_ana: Vec<&Value> = after.iter().filter(|one| id(&one["contact"]) == ana).collect();
    let of_bia: Vec<&Value> = after.iter().filter(|one| id(&one["contact"]) == bia).collect();
    // Ana's first conversation stood open when it was joined, and is open again; Bia's was closed, and she wrote anew.
    assert_eq!((of_ana.len(), &of_ana[0]["status"]), (1, &json!("waiting")));
    assert_eq!(of_bia.len(), 2);
    assert!(of_bia.iter().any(|one| one["status"] == "closed") && of_bia.iter().any(|one| one["status"] == "waiting"));
}

#[tokio::test]
async fn a_closing_is_not_taken_back_while_another_conversation_of_the_merged_person_is_open() {
    let world = World::start().await;
    let line = world.connect().await;
    writes(&world, &line, ("Ana Luz", "5511911111111"), "wamid.1", 1).await;
    let first = conversations(&world).await[0].clone();
    world.post_ok(format!("/conversations/{}/close", id(&first)), json!({})).await;
    writes(&world, &line, ("Bia Sol", "5521922222222"), "wamid.2", 2).await;
    let second = conversations(&world).await[1].clone();
    act(&world, id(&first["contact"]), "merge", json!({ "into": second["contact"]["id"] })).await;
    let path = format!("/api/v1/conversations/{}/undo-close", id(&first));
    let (status, problem) = world.ask(&world.admin, Method::POST, &path, Some(json!({}))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("another_is_open")));
}
