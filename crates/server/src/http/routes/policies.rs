//! The rows about what administrators choose.

use crate::{
    http::{
        ErrorCode::{ConfirmationRequired, PreviewOutdated},
        Route,
        Who::Administrator,
        get,
        handlers::policies,
        patch, post, put,
    },
    wire,
};

/// What administrators choose about addresses and logins.
pub(super) fn policies() -> Vec<Route> {
    use wire::policies::{
        ChangeLoginPolicies, ChooseEmailPolicy, ChooseJoinPolicy, EmailPolicyPreview, JoinPolicyInForce,
        LoginPolicies, PolicyInForce, PreviewEmailPolicy,
    };
    vec![
        get("/admin/v1/email-policy", policies::email_policy)
            .who(Administrator)
            .summary("Reads the email policy in force")
            .gives::<PolicyInForce>(),
        post("/admin/v1/email-policy/preview", policies::preview_email_policy)
            .who(Administrator)
            .summary("Tells what a change of the email policy would take, and changes nothing")
            .takes::<PreviewEmailPolicy>()
            .gives::<EmailPolicyPreview>(),
        put("/admin/v1/email-policy", policies::choose_email_policy)
            .who(Administrator)
            .summary("Puts an email policy into force, and does what its preview named")
            .takes::<ChooseEmailPolicy>()
            .gives::<PolicyInForce>()
            .fails(&[PreviewOutdated, ConfirmationRequired]),
        get("/admin/v1/join-policy", policies::join_policy)
            .who(Administrator)
            .summary("Reads when what was written before a login is joined without asking")
            .gives::<JoinPolicyInForce>(),
        put("/admin/v1/join-policy", policies::choose_join_policy)
            .who(Administrator)
            .summary("Chooses when what was written before a login is joined without asking")
            .takes::<ChooseJoinPolicy>()
            .gives::<JoinPolicyInForce>()
            .fails(&[ConfirmationRequired]),
        get("/admin/v1/login-policies", policies::login_policies)
            .who(Administrator)
            .summary("Reads what can refuse a login, and whether it does or only reports")
            .gives::<LoginPolicies>(),
        patch("/admin/v1/login-policies", policies::change_login_policies)
            .who(Administrator)
            .summary("Changes what can refuse a login")
            .takes::<ChangeLoginPolicies>()
            .gives::<LoginPolicies>(),
    ]
}
