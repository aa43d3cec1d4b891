//! `/openapi.json` is what programs are answered: nothing that it does not describe, nothing required that is missing.

use serde_json::Value;

use crate::support::{Home, program::Daemon};

/// Whether an answer is as its schema has it (JSON Schema 2020-12, as much of it as is used there).
fn compare(spec: &Value, schema: &Value, answer: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(place) = schema["$ref"].as_str() {
        return compare(spec, spec.pointer(&place[1..]).expect("what is referred to"), answer, at, faults);
    }
    let fits = match schema["type"].as_str() {
        Some("object") => answer.is_object(),
        Some("array") => answer.is_array(),
        Some("string") => answer.is_string(),
        Some("integer") => answer.is_i64() || answer.is_u64(),
        Some("number") => answer.is_number(),
        Some(other) => panic!("{at}: type {other}"),
        None => schema["enum"].as_array().is_some_and(|all| all.contains(answer)) || schema["const"] == *answer,
    };
    if !fits {
        faults.push(format!("{at}: {schema} is not {answer}"));
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    faults.extend(required.filter(|name| answer[*name].is_null()).map(|name| format!("{at}: no {name}")));
    for (name, member) in answer.as_object().into_iter().flatten() {
        let described = schema["properties"].get(name).or(schema.get("additionalProperties"));
        match described {
            Some(schema) => compare(spec, schema, member, &format!("{at}.{name}"), faults),
            None => faults.push(format!("{at}: {name} is not described")),
        }
    }
    for item in answer.as_array().into_iter().flatten() {
        compare(spec, &schema["items"], item, at, faults);
    }
}

/// Asks every path of the description, with what the site has in the place of its names.
fn asked(daemon: &Daemon, spec: &Value, names: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, said) in spec["paths"].as_object().expect("paths") {
        let path = names.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
        let answer = daemon.get(&path).expect("an answer");
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
        let content = &said["get"]["responses"][answer.status.to_string()]["content"];
        match content.get(&kind) {
            Some(content) if kind.ends_with("json") => {
                compare(spec, &content["schema"], &answer.json(), &path, &mut faults);
            }
            Some(_) => {}
            None if answer.status == 200 && content.is_null() => {}
            None => faults.push(format!("{path}: {} {kind}", answer.status)),
        }
    }
    faults
}

#[test]
fn every_answer_to_programs_is_as_its_description_has_it() {
    let home = Home::new("");
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let sources = std::fs::read_to_string(format!("{fixtures}/feeds.toml")).expect("sources");
    let sources = &sources[sources.find("[[source]]").expect("sources")..];
    home.configure(&format!("{sources}\n[[view]]\nname = \"all\"\nlanguages = [\"en\"]\n"));
    home.run(&["poll", "--force", "--replay", fixtures]);
    let daemon = home.start(&["--replay", fixtures, "--no-poll"]);
    let spec = daemon.get("/openapi.json").expect("a description").json();
    let stories = daemon.get("/stories.json").expect("stories").json();
    let stories = stories["items"].as_array().expect("stories");
    assert!(stories.len() > 20, "{}", stories.len());
    let with_contacts = stories.iter().find(|story| !story["_pressfeed"]["contacts"].is_null()).expect("contacts");
    let id = with_contacts["id"].as_str().expect("an id");
    let tag = stories.iter().find_map(|story| story["tags"][0].as_str()).expect("a topic");
    let names = [("{source}", "amnesty-uk"), ("{tag}", tag), ("{view}", "all"), ("{id}", id)];
    let faults = asked(&daemon, &spec, &names);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
