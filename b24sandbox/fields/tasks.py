"""Fields of tasks, their history and comments (api-reference/tasks/fields.md)."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

TASK: Fields = fields("""
    id integer r
    parentId integer
    title string !
    description string
    mark string
    priority integer =1
    multitask boolean =N
    notViewed boolean r =N
    replicate boolean =N
    stageId integer =0
    sprintId integer
    backlogId integer
    createdBy user
    createdDate datetime r
    responsibleId user !
    changedBy user r
    changedDate datetime r
    statusChangedBy user r
    closedBy user r
    closedDate datetime r
    activityDate datetime r
    dateStart datetime r
    deadline datetime
    startDatePlan datetime
    endDatePlan datetime
    guid string r
    xmlId string
    commentsCount integer r
    serviceCommentsCount integer r
    allowChangeDeadline boolean =N
    allowTimeTracking boolean =N
    taskControl boolean =N
    addInReport boolean =N
    forkedByTemplateId integer r
    timeEstimate integer =0
    timeSpentInLogs integer r
    matchWorkTime boolean =N
    forumTopicId integer r
    forumId integer r
    siteId string =s1
    subordinate boolean r =N
    exchangeModified datetime r
    exchangeId string r
    outlookVersion integer r =1
    viewedDate datetime r
    sorting integer r
    durationFact integer r
    isMuted boolean r =N
    isPinned boolean r =N
    isPinnedInGroup boolean r =N
    flowId integer
    descriptionInBbcode boolean =Y
    status integer =2
    statusChangedDate datetime r
    durationPlan integer
    durationType string =days
    favorite boolean r =N
    groupId integer =0
    auditors user *
    accomplices user *
    tags string *
    dependsOn integer *
    ufCrmTask string *
    ufTaskWebdavFiles integer *
    ufMailMessage string
    chatId integer r
    requireResult boolean r =N
""")
CHECKLIST_ITEM: Fields = fields("""
    ID integer r
    TASK_ID integer !
    PARENT_ID integer =0
    CREATED_BY user
    TITLE string !
    SORT_INDEX integer =0
    IS_COMPLETE boolean =N
    IS_IMPORTANT boolean =N
    TOGGLED_BY user
    TOGGLED_DATE datetime
    MEMBERS object *
    ATTACHMENTS object *
""")
TASK_HISTORY: Fields = fields("""
    id integer r
    taskId integer !
    createdDate datetime
    field string !
    value object
    userId user
""")
TASK_COMMENT: Fields = fields("""
    ID integer r
    TASK_ID integer !
    AUTHOR_ID user
    POST_DATE datetime r
    POST_MESSAGE string !
""")
ELAPSED_ITEM: Fields = fields("""
    ID integer r
    TASK_ID integer r
    USER_ID user
    COMMENT_TEXT string
    SECONDS integer =0
    MINUTES integer r =0
    SOURCE integer =2
    CREATED_DATE datetime
    DATE_START datetime
    DATE_STOP datetime
""")
TASK_RESULT: Fields = fields("""
    id integer r
    taskId integer
    commentId integer
    createdBy user
    createdAt datetime
    updatedAt datetime
    status integer =0
    text string
""")
