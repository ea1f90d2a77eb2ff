//! Evaluates the CEL rules of a schema (`x-kubernetes-validations`) the way the API server does at
//! creation. A rule that cannot be evaluated is an error, never a pass; what is left out is listed
//! in [`EXCEPTIONS`].

use std::{
    cell::RefCell,
    collections::HashMap,
    net::IpAddr,
    rc::Rc,
    sync::{Arc, LazyLock},
};

use cel::{
    Context, Env, Program, Value as Cel,
    objects::{Key, Map},
};
use serde_json::Value;

use super::schema::property;

/// Rules that are not evaluated, with the reason.
pub(crate) const EXCEPTIONS: &[(&str, &str)] =
    &[("self == oldSelf", "compares with the stored object: says nothing about one that is created")];

/// Names that CEL reserves: a field of such a name is written `__name__` in a rule
/// (Kubernetes, "Validation rules", escaping).
const RESERVED: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// The environment of Kubernetes' rules: the standard library and the strings extension; the
/// functions that Kubernetes itself adds are in [`holds`], as far as the rules of our CRDs use them.
static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut env = Env::stdlib();
    cel::extensions::strings(&mut env).expect("strings fit beside the standard library");
    Arc::new(env)
});

thread_local! {
    /// Reading a rule costs far more than evaluating it.
    static PROGRAMS: RefCell<HashMap<String, Rc<Program>>> = RefCell::default();
}

/// Reads one rule.
pub(crate) fn compile(rule: &str) -> Result<Rc<Program>, String> {
    if let Some(known) = PROGRAMS.with_borrow(|programs| programs.get(rule).cloned()) {
        return Ok(known);
    }
    let program = ENVIRONMENT.compile(rule).map_err(|e| format!("the rule `{rule}` cannot be read: {e}"))?;
    let program = Rc::new(program);
    PROGRAMS.with_borrow_mut(|programs| programs.insert(rule.to_owned(), Rc::clone(&program)));
    Ok(program)
}

/// Whether `self` passes the rule.
pub(crate) fn holds(rule: &str, schema: &Value, this: &Value) -> Result<bool, String> {
    let program = compile(rule)?;
    let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
    context
        .add_function("isIP", |text: Arc<String>| text.parse::<IpAddr>().is_ok())
        .map_err(|e| e.to_string())?;
    context.add_variable_from_value("self", to_cel(schema, this));
    match program.execute(&context) {
        Ok(Cel::Bool(outcome)) => Ok(outcome),
        Ok(other) => Err(format!("the rule `{rule}` gives {other:?} instead of a truth value")),
        Err(error) => Err(format!("the rule `{rule}` cannot be evaluated: {error}")),
    }
}

/// An object with declared fields has its field names escaped; the keys of a map stay as they are.
fn to_cel(schema: &Value, value: &Value) -> Cel {
    match value {
        Value::Null => Cel::Null,
        Value::Bool(b) => Cel::Bool(*b),
        Value::Number(n) => n.as_i64().map_or_else(|| Cel::Float(n.as_f64().unwrap_or(f64::NAN)), Cel::Int),
        Value::String(s) => Cel::String(Arc::new(s.clone())),
        Value::Array(list) => {
            Cel::List(Arc::new(list.iter().map(|item| to_cel(&schema["items"], item)).collect()))
        }
        Value::Object(object) => {
            let declared = schema.get("properties").is_some();
            let entries: HashMap<Key, Cel> = object
                .iter()
                .map(|(name, inner)| {
                    let key = if declared { escape(name) } else { name.clone() };
                    let inner = to_cel(property(schema, name).unwrap_or(&Value::Null), inner);
                    (Key::String(Arc::new(key)), inner)
                })
                .collect();
            Cel::Map(Map { map: Arc::new(entries) })
        }
    }
}

fn escape(name: &str) -> String {
    if RESERVED.contains(&name) {
        return format!("__{name}__");
    }
    name.replace("__", "__underscores__")
        .replace('.', "__dot__")
        .replace('-', "__dash__")
        .replace('/', "__slash__")
}
