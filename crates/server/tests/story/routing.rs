//! Tickets reach agents by themselves (ROU-4), on one server and across two.

use bonafide_testkit::server::Engine;

use crate::stage::Stage;

/// The id of the stage's channel.
async fn channel(stage: &Stage) -> String {
    stage.agent.channels().await.unwrap()[0].id.clone()
}

#[tokio::test]
async fn rou_4_a_ticket_is_given_to_whoever_is_there_when_it_comes_and_when_they_come() {
    let mut stage = Stage::set(Engine::Sqlite).await;
    stage.agent.route_to_themselves(&channel(&stage).await).await.unwrap();
    stage.agent.connect().await.unwrap();
    stage.device().write("Is anybody there?").await.unwrap();
    stage.agent.set_available(true).await.unwrap();
    assert_eq!(stage.agent.is_given(1).await.unwrap().len(), 1);
    stage.device().write("I have a question too.").await.unwrap();
    assert_eq!(stage.agent.is_given(2).await.unwrap().len(), 2);
}

#[tokio::test]
async fn rou_4_what_is_written_on_one_node_is_given_to_an_agent_on_another() {
    let stage = Stage::set(Engine::Postgres).await;
    stage.agent.route_to_themselves(&channel(&stage).await).await.unwrap();
    let second = stage.server.start_another_node().await;
    let mut agent = stage.agent_at(&second).await;
    agent.connect().await.unwrap();
    agent.set_available(true).await.unwrap();
    for question in ["one", "two", "three"] {
        stage.device().write(question).await.unwrap();
        stage.device_at(&second).write(question).await.unwrap();
    }
    let given = agent.is_given(5).await.unwrap();
    assert_eq!(given.len(), 5, "as many as the agent has room for");
}
