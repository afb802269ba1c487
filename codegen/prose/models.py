"""What the models are, in a sentence each: those that much else is made of by hand, the others by what they are used for.

A model without a sentence is no fault: what it is part of stands in its comment anyway.
"""

import re

from prose import operations

# Schema -> what it is.
BRIEFS = {
    # people
    "ApiUser": "A user or a group of users.",
    "GroupUser": "A user or group as a member of a SharePoint group that a request creates.",
    "SharingEnabledUser": "A user or group to give permissions to, perhaps a guest who is not yet in the directory.",
    "UserInfo": "A user as the service keeps it.",
    "Contact": "The primary and the secondary contact.",
    "SPPrincipal": "A user or group as SharePoint knows it.",
    "ApiUserType": "Kinds of users and groups.",
    "UserSource": "Where to look for users.",
    "ExternalUserType": "Whether a user is a guest, and whether one who signs in.",
    # identifiers with names
    "GuidModel": "Something by its identifier, with its name.",
    "StringModel": "Something by its identifier, which is text here, with its name.",
    "IntModel": "Something by its number, with its name.",
    "TextModel": "Something by its identifier, which is text here, with its name and description.",
    "GuidBooleanModel": "A choice among identifiers that can be switched off.",
    "WorkspaceIdTypeModel": "A workspace by its identifier and kind.",
    "DistinctResult": "A value that a field has in a list, with the text to show for it.",
    # who decides
    "AssignBy": "Who sets a value: the requester, who may or must, or the administrator, who shows or hides it.",
    "CommonStatus": "Whether something is in use.",
    # metadata
    "CustomMetadata": "The definition of a metadata field: its kind, who sets it, and the values to choose from. "
    "Of the members ending in `_settings` the one for its kind is present.",
    "RequestMetadata": "A metadata field of a request or workspace with its value. `value` takes every kind as text; "
    "the members ending in `_value` hold it by kind.",
    "ReportMetadata": "A metadata field of a workspace or request in a list, with its value as text.",
    "ImportMetadataModel": "A metadata field by its name, with the value to give it.",
    "MetadataFieldType": "Kinds of metadata values.",
    "MetadataActionType": "What a request does with a metadata field.",
    "TermsValue": "Terms of the managed metadata service of SharePoint, with the set they are from.",
    "LinkValue": "A hyperlink: title and address.",
    "LookupValue": "A property of a user, as the value of a metadata field.",
    "LookupListValue": "A column's value in a SharePoint list, as the value of a metadata field.",
    # requests, services, tasks
    "ApiRequest": "What all requests have in common. Requests to custom services have no more.",
    "GroupLifecycleRequest": "What all lifecycle requests about Microsoft 365 Groups, teams and communities have in common.",
    "SiteLifecycleRequest": "What all lifecycle requests about site collections have in common.",
    "WebLifecycleRequest": "What all lifecycle requests about subsites have in common.",
    "DynamicRequest": "A request to a dynamic service. Its galleries hold the settings of its activities.",
    "DynamicRequestTemplateModel": "What a request to a dynamic service is made from: the activities with their default settings.",
    "ServiceForRequest": "What all services have in common, as a requester sees it.",
    "DynamicServiceForRequest": "A dynamic service as a requester sees it.",
    "ApiTask": "A task with all its details.",
    "CommentsParam": "The comment that goes with a decision.",
    "TaskComment": "What somebody wrote when deciding on a task.",
    "QuestionAnswerResponse": "A question of the questionnaire that led to the service, and the answer.",
    "CustomActionSettings": "Web services that are called at points in the course of a request, such as before its approval.",
    "ExecutionModel": "A web service to call, with its arguments.",
    "ServiceScopeSettings": "For which sites a service can be used.",
    "AutoTaskExtendRequest": "The answer to a task about a lease that ends: how long to extend it.",
    "ServiceType": "Kinds of services, and of the service's own background work.",
    "RequestStatus": "Whether a request is still a draft.",
    "RequestProgressStatus": "The progress of a request, in steps.",
    "ApiRequestProgressStatus": "The progress of a request, in outline.",
    "TaskType": "Kinds of tasks.",
    "TaskResult": "The result of a task, or what it waits for.",
    "TaskApprovalStatus": "Which of the caller's tasks to list.",
    "TaskDynamicActions": "What the assignee of a task can do.",
    "DueDateType": "How near a due date is.",
    "MessageCode": "The reason why a check failed.",
    "ApiDurationType": "The unit of a duration.",
    "DurationDateType": "The unit of a duration.",
    # workspaces
    "WorkspaceType": "Kinds of workspaces.",
    "WorkspaceStatus": "The state of a workspace.",
    "AutoImportPhase": "Where a workspace is in its import or renewal.",
    "GroupObjectType": "Whether a group is only that, or a team, or a community.",
    "ClaimStatus": "Whether somebody has agreed to be the contact of a workspace.",
    "GuestUserStatus": "Where a guest user is in import or renewal.",
    "SiteSharingStatus": "With whom a site may be shared.",
    "SharingCapabilities": "With whom the content of a site may be shared.",
    "ExternalSharingOptions": "Which guests a site admits.",
    "SiteLockType": "How far a site is locked.",
    "LockSiteCollectionType": "How far a site collection is locked.",
    "ApiSiteStatus": "What exists at the address of a site collection.",
    "HandleOngoingType": "What happens to open tasks when a profile or policy changes.",
    "MySite": "A site collection or subsite as the people responsible for it see it.",
    "ApiMyGroup": "A Microsoft 365 Group, team or community as the people responsible for it see it.",
    "MySharedMailbox": "A shared mailbox as the people responsible for it see it.",
    "MyResourceMailbox": "A room or equipment mailbox as the people responsible for it see it.",
    "MyExchangeResource": "A group in Exchange as the people responsible for it see it.",
    "TreeNode": "A node of the tree of SharePoint objects, with its children.",
    "NodeType": "Kinds of SharePoint objects.",
    "PermissionLevel": "A permission level of SharePoint, such as Read.",
    "RequestUserWithPermissions": "A user and the permission levels to give.",
    "RequestGroupWithPermissions": "A SharePoint group to create or use, its members and its permission levels.",
    "SPRoleAssignment": "The permission levels that one user or group has on a SharePoint object.",
    "SPGroup": "A SharePoint group with its members and permission levels.",
    "SiteTemplate": "A template from which sites are created.",
    "DynamicGroupRuleInfo": "A condition on a property of users; those who meet it become members of a group.",
    "DynamicGroupRule": "A condition on a property of users; those who meet it become members of a group.",
    "HubSiteSettings": "Whether a site becomes a hub site, or joins one.",
    # administration
    "ApiCredential": "The secret of an API profile, and the user for whom it is used.",
    "DelegatedAccessToken": "An access token and the refresh token that renews it.",
    "DelegatedAccessTokenApiResult": "A token, or the reason why there is none.",
    "SASUriModel": "An address that works without credentials until it expires: whoever has it can use it.",
    "UserCustomAction": "A script or command that SharePoint adds to the pages of a site.",
    "HookMessageList": "A sample of each message that the service sends to webhooks.",
    "TriggerType": "The event that makes the service send a message to a webhook.",
    "WorkerJobModel": "A background job of the service.",
    "JobMonitorModel": "A bulk job that an administrator has started.",
    "TaskStatus": "The state of a background job.",
    # errors
    "ApiError": "What the service says when it refuses a call.",
}


# Topic of docs/models.md -> which models it has, by words of their C++ names. A model belongs to the first that fits.
TOPICS = {
    "Authentication and files": r"credential|access_token|sas_uri|upload_file|api_profile|authentication_type",
    "Messages to webhooks": r"hook_message|trigger_type",
    "Metadata fields": r"metadata|lookup|terms_value|link_value|choice_type|text_validation|custom_extension_property",
    "Imports and background jobs": r"import|job|worker|^task_(status|priority)$|remote_node",
    "Guest users": r"guest|invite|external_user",
    "Copying and moving content": r"content_move|copy_move|conflict|deployment_manager|dpm_|opus",
    "Dynamic services: galleries and the settings of activities": r"galler|request_model$|^activity_model|"
        r"^dynamic_(request|service|change|exchange)|changed_property|^changed_|^query_template",
    "Teams and channels": r"team|channel|giphy",
    "Mailboxes and groups in Exchange": r"mailbox|exchange|email|delivery|outlook|booking|sender|automatic_reply|"
        r"message_approval|global_address|_approval$|subscribe_members",
    "Tasks": r"task|comments_param|due_date|approve_process",
    "Permissions and sharing": r"permission|role_assignment|sharing|anonymous_link|link_permission|"
        r"sharepoint_(group|user|principal)|expiration_type|external_domain",
    "Lifecycle, policies and leases": r"lifecycle|lease|archive|lock|extend|delete|restore|polic|quota|renewal|election|"
        r"profiles?_model|handle_ongoing|duration|start_date|claim_status|entra_group",
    "Lists and libraries": r"^(?!all_|request|service|workspace|external).*(^|_)list($|_(?!page))|library|site_column|content_types|folder|^choice|depth_limit",
    "Groups and communities": r"group|yammer|member|community|communication|dynamic_rule",
    "Sites": r"site|web|hub|url|node|template|theme|pnp_|governance_panel|navigation|locale|time_zone|geo|construct|"
        r"object_info|sharepoint",
    "Workspaces": r"workspace|insights|^my_|office_?(365_)?tenant|container|administrative_unit|apply_|sensitivity|"
        r"classification|specify_contact",
    "Users and contacts": r"user|contact|principal|license|personal_settings|directory_sync|assign_by",
    "Requests": r"request|question|information_icon|show_links",
    "Services": r"service|category|custom_action|execution|language|app_|scope|setting",
    "Common values": r"",
}


def topic(schema):
    """The topic that a model belongs to."""
    return next(title for title, words in TOPICS.items() if re.search(words, schema.name))


def of(description):
    """Schema -> what it is, for all that something can be said of."""
    found = dict(_by_shape(description)) | _rows(description) | _of_operations(description) | BRIEFS
    return {vendor: brief for vendor, brief in found.items() if vendor in description.schemas}


def _by_shape(description):
    for schema in description.schemas.values():
        members = {m.wire for m in schema.members}
        if {"changeValue", "originalValue"} == members:
            yield schema.vendor, "A new value beside the one that it replaces."
        elif {"newValue", "originalValue"} <= members:
            yield schema.vendor, "A new value beside the one that it replaces, in an activity of a dynamic request."
        elif {"isValid", "errorMessage", "messageCode"} <= members:
            yield schema.vendor, "The answer to a check: read `is_valid` first, and the message when it is false."
        elif {"galleryType", "galleryInternalName"} <= members:
            yield schema.vendor, "The settings of one activity of a dynamic request."
        elif "activityId" in members:
            yield schema.vendor, "A setting of an activity of a dynamic request."
        elif {"triggerType", "triggerTime"} <= members:
            yield schema.vendor, "A message that the service sends to a webhook."


def _rows(description):
    """The row of a list, by the operation that gives the list."""
    found = {}
    for schema in description.schemas.values():
        value = next((m.type for m in schema.members if m.wire == "value"), None)
        if schema.is_page and schema.used_by and value.item and value.item.kind == "model":
            row = description.by_name[value.item.name].vendor
            found[row] = f"A row of the list that `{min(schema.used_by)}` returns."
    return found


def _of_operations(description):
    """Bodies and answers, by what the operation is for."""
    by_vendor = {o.vendor: o for o in description.operations}
    found = {}

    def name(kind, text):
        if kind and kind.kind == "model":
            found[description.by_name[kind.name].vendor] = text

    for matter, (_, _, get, _) in operations.REQUESTS.items():
        if get in by_vendor:
            name(by_vendor[get].response, f"A request to {matter}.")
    for deed, get in operations.GALLERIES.items():
        if get in by_vendor:
            name(by_vendor[get].response, f"The settings of an activity that {deed}, in a dynamic request.")
    for matter, get in operations.SERVICES.items():
        if get in by_vendor:
            name(by_vendor[get].response, f"A service whose requests {matter}.")
    return found
